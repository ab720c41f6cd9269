//! Theme and language, remembered in the browser. `boot.js` applies the theme before the app is there.
use leptos::prelude::*;

use super::browser::{store, stored};
use crate::text::{self, Language};

/// How the app is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the operating system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name it is stored under.
    pub const fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// By the name it is stored under.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.code() == code).unwrap_or_default()
    }
}

/// The user's choices in this browser.
#[derive(Clone, Copy, Debug)]
pub struct Prefs {
    /// The chosen theme.
    pub theme: RwSignal<Theme>,
    /// The chosen language.
    pub language: RwSignal<Language>,
}

impl Prefs {
    /// Reads the stored choices and makes them available to the app.
    pub fn provide() -> Self {
        let theme = stored("theme").map_or(Theme::System, |code| Theme::from_code(&code));
        let language = stored("language")
            .or_else(|| window().navigator().language())
            .and_then(|tag| Language::from_tag(&tag))
            .unwrap_or_default();
        let prefs = Self { theme: RwSignal::new(theme), language: RwSignal::new(language) };
        text::speak(language);
        prefs.show_theme();
        provide_context(prefs);
        prefs
    }

    /// The app's choices.
    pub fn get() -> Self {
        expect_context()
    }

    /// Chooses a theme, from now on.
    pub fn set_theme(self, theme: Theme) {
        self.theme.set(theme);
        store("theme", theme.code());
        self.show_theme();
    }

    /// Chooses a language, from now on. Texts are plain values, so the app draws itself anew.
    pub fn set_language(self, language: Language) {
        text::speak(language);
        store("language", language.tag());
        if let Some(root) = document().document_element() {
            drop(root.set_attribute("lang", language.tag()));
        }
        self.language.set(language);
    }

    fn show_theme(self) {
        let Some(root) = document().document_element() else { return };
        let dark = match self.theme.get_untracked() {
            Theme::System => window()
                .match_media("(prefers-color-scheme: dark)")
                .is_ok_and(|query| query.is_some_and(|query| query.matches())),
            theme => theme == Theme::Dark,
        };
        drop(root.set_attribute("data-theme", if dark { "dark" } else { "light" }));
    }
}
