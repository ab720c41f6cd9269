//! Functions in boxes.
//!
//! A view, a memo or an effect is compiled anew for the type of each function it is made of: a kilobyte or two a function.
//! In a box, functions of one shape have one type, so a page with many live parts, such as an editor, stays small.
use leptos::prelude::*;

/// What a part of a view shows as long as it is there.
pub type Live<T> = Box<dyn FnMut() -> T + Send>;

/// A text, of an element or an attribute.
pub fn text(text: impl FnMut() -> String + Send + 'static) -> Live<String> {
    Box::new(text)
}

/// A text that may be missing.
pub fn maybe(text: impl FnMut() -> Option<String> + Send + 'static) -> Live<Option<String>> {
    Box::new(text)
}

/// Whether something is so.
pub fn flag(flag: impl FnMut() -> bool + Send + 'static) -> Live<bool> {
    Box::new(flag)
}

/// A part of the view that may be missing.
pub fn part(part: impl FnMut() -> Option<AnyView> + Send + 'static) -> Live<Option<AnyView>> {
    Box::new(part)
}

/// What is done on an event.
pub fn on<E>(listen: impl FnMut(E) + Send + 'static) -> Box<dyn FnMut(E) + Send> {
    Box::new(listen)
}

/// What comes of other values, found anew when they change.
pub fn memo<T: PartialEq + Send + Sync + 'static>(value: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    boxed_memo(Box::new(move |_: Option<&T>| value()))
}

/// A memo's function: it may look at the value before.
type Found<T> = Box<dyn Fn(Option<&T>) -> T + Send + Sync>;

fn boxed_memo<T: PartialEq + Send + Sync + 'static>(value: Found<T>) -> Memo<T> {
    Memo::new(value)
}

/// What comes of other values each time it is asked for.
pub fn signal<T: Send + Sync + 'static>(value: impl Fn() -> T + Send + Sync + 'static) -> Signal<T> {
    boxed_signal(Box::new(value))
}

fn boxed_signal<T: Send + Sync + 'static>(value: Box<dyn Fn() -> T + Send + Sync>) -> Signal<T> {
    Signal::derive(value)
}

/// What is done now and each time that what it looks at changes.
pub fn effect(effect: impl FnMut() + 'static) {
    boxed_effect(Box::new(effect));
}

fn boxed_effect(effect: Box<dyn FnMut()>) {
    Effect::new(effect);
}
