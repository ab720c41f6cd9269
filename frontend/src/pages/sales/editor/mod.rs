//! The order editor: a draft is written or rewritten, its lines in a grid, its totals by the rules as one types.
//!
//! opened --typed--> kept in the tab --Save--> sent --> the order's page | refused: told at its field | no answer: exactly
//! that is sent again, before anything else, and what was typed since is a change of it | changed by somebody else
//! meanwhile: merged, and sent again
//!
//! Invariants: what is typed survives a reload, a dead server and an ended session, and is dropped only when it has been
//! saved or the user says so; a lost answer never makes two orders; nobody's change is overwritten unseen.
mod bar;
mod conflict;
mod credit;
mod fields;
mod focus;
mod foot;
mod form;
mod grid;
mod head;
mod keep;
mod leave;
mod lookup;
mod merge;
mod paste;
mod read;
mod row;
mod save;
mod typed;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use self::bar::SaveBar;
use self::foot::Foot;
use self::form::Form;
use self::grid::Grid;
use self::head::{Head, Heading};
use self::keep::{Kept, opened};
use self::leave::LeaveDialog;
use self::read::Cell;
use self::typed::Typed;
use crate::api::choices::{CustomerChoice, customers};
use crate::api::error::ApiError;
use crate::api::sales::{self, Company, Draft};
use crate::api::scalar::Id;
use crate::components::icon::Glyph;
use crate::components::lazily::{lazily, lazily_or};
use crate::components::order_status::order_name;
use crate::components::states::{Failure, Notice, SkeletonRows, State};
use crate::components::title::Title;
use crate::page::{Made, Page, Visit};
use crate::router::Router;
use crate::routes::href;
use crate::state::attempt::Attempt;
use crate::state::remote::Remote;
use crate::state::session::Session;
use crate::state::toasts::Toasts;
use crate::{live, text};

/// The page of a new order.
pub const NEW: Page = |(), visit| Box::pin(page(None, visit));

/// The page of a draft, by its id.
pub const EDIT: Page<String> = |id, visit| Box::pin(page(Some(id), visit));

#[wasm_split(sales__editor, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(id: Option<String>, visit: Visit) -> Made {
    if visit.is_for_code() {
        return Ok(().into_any());
    }
    let remote = Remote::new();
    let code = Router::get().query("customer").filter(|_| id.is_none());
    let customer = code.is_some().then(Remote::new);
    let load = move || {
        remote.load(match id.clone() {
            Some(id) => {
                sales::draft(id).map(|(company, draft)| Begun { company, start: Start::Draft(Box::new(draft)) })
            }
            None => sales::begin().map(|company| Begun { company, start: Start::New(None) }),
        });
        if let (Some(customer), Some(code)) = (customer, code.clone()) {
            let found = customers(&code);
            customer.load(found.map(move |found| found.into_iter().find(|found| found.code == code)));
        }
    };
    load();
    // Beside the draft. A failure shows when the form is opened, and is tried again then.
    spawn_local(async { drop(fetch_grid().await) });
    Ok(view! { <Page remote customer load=move |()| load() /> }.into_any())
}

/// What the editor begins with.
#[derive(Clone)]
struct Begun {
    company: Company,
    start: Start,
}

#[derive(Clone)]
enum Start {
    /// A new order, for a customer when one is known.
    New(Option<Box<CustomerChoice>>),
    Draft(Box<Draft>),
}

/// The draft that is being rewritten, as it was read.
#[derive(Clone, Debug)]
struct Base {
    id: Id,
    version: i32,
    /// How many entries its timeline had.
    seen: usize,
    typed: Typed,
}

/// The open editor. Copies share it.
#[derive(Clone, Copy)]
struct Editor {
    form: Form,
    attempt: Attempt,
    /// What is on the server; none for a new order.
    base: StoredValue<Option<Base>>,
    /// What the form began with.
    begun: StoredValue<Typed>,
    /// What was sent last.
    sent: StoredValue<Typed>,
    /// The keys of the lines that were sent, in their order there.
    sent_rows: StoredValue<Vec<u32>>,
    /// What was typed since is to be saved when what was sent is settled.
    save_again: StoredValue<bool>,
    /// Products of a spreadsheet are being looked up.
    looking: RwSignal<bool>,
    /// Why they could not be looked up.
    lookup: RwSignal<Option<ApiError>>,
    /// Where the user wants to go while something is not saved.
    leaving: RwSignal<Option<String>>,
    /// Somebody else has changed the order meanwhile.
    has_conflict: RwSignal<bool>,
    /// What was typed before has come back.
    is_restored: RwSignal<bool>,
    kept: Kept,
    toasts: Toasts,
    router: Router,
    session: Session,
}

#[component]
fn Page(
    remote: Remote<Begun>,
    /// The customer that the address names, if it does.
    customer: Option<Remote<Option<CustomerChoice>>>,
    #[prop(into)] load: Callback<()>,
) -> impl IntoView {
    let begun = move || {
        let mut begun = remote.with(|answer| answer.cloned())?;
        if let (Ok(Begun { start: Start::New(chosen), .. }), Some(customer)) = (&mut begun, customer) {
            match customer.with(|answer| answer.cloned())? {
                Ok(found) => *chosen = found.map(Box::new),
                Err(error) => begun = Err(error),
            }
        }
        Some(begun)
    };
    let body = live::part(move || {
        Some(match &begun() {
            None => view! { <div class="panel"><SkeletonRows count=9 /></div> }.into_any(),
            Some(Err(error)) => {
                view! { <div class="panel"><Failure error=error.clone() retry=load /></div> }.into_any()
            }
            Some(Ok(begun)) => match &begun.start {
                Start::Draft(draft) if draft.status.0 != "DRAFT" => written(draft).into_any(),
                _ => {
                    let begun = begun.clone();
                    lazily(move || whole_form(begun.clone())).into_any()
                }
            },
        })
    });
    let name = live::signal(move || {
        remote.with(|answer| match answer {
            Some(Ok(Begun { start: Start::Draft(draft), .. })) => order_name(None, draft.id.inner()),
            _ => text::editor::new().to_owned(),
        })
    });
    view! {
        <Title text=name />
        <div class="page" aria-busy=live::text(move || remote.busy().to_string())>{body}</div>
    }
}

/// Only drafts are rewritten.
fn written(draft: &Draft) -> impl IntoView + use<> {
    let status = text::status::of(&draft.status.0).unwrap_or_default();
    let name = order_name(draft.number.as_deref(), draft.id.inner());
    let title = text::editor::not_draft_title(&name, status);
    let to = href::sales_order(draft.id.inner());
    view! {
        <div class="panel">
            <State glyph=Glyph::Lock title text=text::editor::not_draft_text()>
                <a class="button primary" href=to>
                    {text::editor::to_order()}
                </a>
            </State>
        </div>
    }
}

/// The dialog when somebody else has changed the draft; its code comes when it is needed.
#[wasm_split(sales__editor__conflict, wasm_split_path = ::leptos::wasm_split, fallible)]
fn conflict_dialog(editor: Editor, base: Base) -> Made {
    Ok(view! { <conflict::Conflict editor base /> }.into_any())
}

/// The form, once the code of its lines is there too: else what stands below them would jump when they come.
async fn whole_form(begun: Begun) -> Made {
    fetch_grid().await?;
    form_part(begun).await
}

/// The form; its code comes with the page's, beside the draft.
#[wasm_split(sales__editor__form, wasm_split_path = ::leptos::wasm_split, fallible)]
fn form_part(begun: Begun) -> Made {
    Ok(view! { <Open begun /> }.into_any())
}

/// The lines.
#[wasm_split(sales__editor__grid, wasm_split_path = ::leptos::wasm_split, fallible, preload(#[doc = "Fetches the code of the lines."] fetch_grid))]
fn grid_part(editor: Editor) -> Made {
    Ok(view! { <Grid editor /> }.into_any())
}

/// What is done now and then; its code is fetched as soon as the form stands: a server that dies must not keep it away.
#[wasm_split(sales__editor__work, wasm_split_path = ::leptos::wasm_split, fallible, preload(#[doc = "Fetches the code of what is done now and then."] prefetch_work))]
fn work(editor: Editor, work: Work) -> Result<(), SplitLoaderError> {
    match work {
        Work::Save => editor.save_now(),
        Work::Paste(key, cell, text) => editor.fill(key, paste::rows(&text, cell)),
        Work::LookUp => editor.look_up_now(),
    }
    Ok(())
}

/// Something that is done now and then.
enum Work {
    /// Sends what is typed, or goes to what is wrong with it.
    Save,
    /// Puts a block that is pasted at a line's field into the lines.
    Paste(u32, Cell, String),
    /// Looks up the products that are only named yet.
    LookUp,
}

#[component]
fn Open(begun: Begun) -> impl IntoView {
    let editor = opened(&begun);
    editor.watch();
    if editor.save_again.get_value() && editor.attempt.unanswered().is_none() {
        editor.save();
    }
    // A failure shows when it is needed, and is tried again then.
    spawn_local(async { drop(prefetch_work().await) });
    view! {
        <Heading editor />
        {restored(editor)}
        // Whatever is typed anywhere in it is kept.
        <div class="editor" on:input=live::on(move |_| editor.touch()) on:change=live::on(move |_| editor.touch())>
            <Head editor />
            <div class="editor-lines">{lazily(move || grid_part(editor))}</div>
            <Foot editor />
        </div>
        <SaveBar editor />
        {conflict(editor)}
        {live::part(move || Some(view! { <LeaveDialog editor to=editor.leaving.get()? /> }.into_any()))}
    }
}

fn conflict(editor: Editor) -> impl IntoView {
    live::part(move || {
        let base = editor.has_conflict.get().then(|| editor.base.get_value()).flatten()?;
        let failed = move || {
            editor.has_conflict.set(false);
            editor.unfetched();
        };
        Some(lazily_or(conflict_dialog(editor, base), failed).into_any())
    })
}

fn restored(editor: Editor) -> impl IntoView {
    live::part(move || {
        editor.is_restored.get().then(|| {
            view! {
                <Notice tone="">
                    {text::editor::restored()}
                    <button class="button" type="button" on:click=live::on(move |_| editor.start_over())>
                        {text::editor::start_over()}
                    </button>
                </Notice>
            }
            .into_any()
        })
    })
}

impl Editor {
    fn does(self, task: Work) {
        spawn_local(async move {
            if work(self, task).await.is_err() {
                self.unfetched();
            }
        });
    }

    fn save(self) {
        self.does(Work::Save);
    }

    fn paste(self, key: u32, cell: Cell, text: String) {
        self.does(Work::Paste(key, cell, text));
    }

    fn look_up(self) {
        if self.form.rows.get_untracked().iter().any(lookup::is_named) {
            self.does(Work::LookUp);
        }
    }

    /// A part of the page could not be fetched.
    fn unfetched(self) {
        self.toasts.tell(text::app::error_network().to_owned());
    }
}
