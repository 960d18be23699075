//! Compiling and rendering templates.

use std::io;
use std::sync::{Arc, LazyLock};

use handlebars::{
    Context, Handlebars, Output, RenderContext, Renderable, Template, TemplateErrorReason, no_escape,
};
use moka::sync::Cache;

use super::escapes::replace_escapes;
use super::guard::{refuse_excess, refuse_unknown};
use super::problem::Problem;
use super::scope::Scope;
use super::unknown_fields::unknown_fields;
use crate::error::{Error, Result, invalid, unavailable};

/// Maximum bytes of a rendered template.
const RENDERED: usize = 1024 * 1024;
/// About how much larger a compiled template is than its text.
const COMPILED_FACTOR: usize = 128;

static ENGINE: LazyLock<Handlebars<'static>> = LazyLock::new(|| {
    let mut engine = Handlebars::new();
    engine.register_escape_fn(no_escape);
    engine.unregister_helper("each");
    engine.unregister_helper("log");
    engine
});

/// A cache of recently used compiled templates, about 64 MiB of them.
static COMPILED: LazyLock<Cache<String, Arc<Template>>> = LazyLock::new(|| {
    let weigh =
        |text: &String, _: &Arc<Template>| u32::try_from(text.len() * COMPILED_FACTOR).unwrap_or(u32::MAX);
    Cache::builder().weigher(weigh).max_capacity(64 * 1024 * 1024).build()
});

/// Renders a template that was checked when it was saved.
pub fn render(text: &str, scope: &Scope<'_>) -> Result<String> {
    if is_plain(text) {
        return Ok(text.to_owned());
    }
    run(&*compiled(text)?, scope).map_err(cannot_render)
}

fn compiled(text: &str) -> Result<Arc<Template>> {
    if let Some(template) = COMPILED.get(text) {
        return Ok(template);
    }
    let template = Arc::new(compile(text).map_err(cannot_render)?);
    COMPILED.insert(text.to_owned(), Arc::clone(&template));
    Ok(template)
}

fn cannot_render(problem: Problem) -> Error {
    let message = "a template of the agent's configuration cannot be rendered; whoever manages the agent must correct it";
    unavailable(message).caused_by(problem.to_string())
}

/// Renders a template that is still being written.
pub fn preview(text: &str, scope: &Scope<'_>) -> std::result::Result<String, Problem> {
    if is_plain(text) {
        return Ok(text.to_owned());
    }
    run(&compile(text)?, scope)
}

/// Refuses a template that would not render. The message begins with `field`.
pub fn check(field: &str, text: &str) -> Result<()> {
    if is_plain(text) {
        return Ok(());
    }
    let problem = match compile(text) {
        Ok(template) => run(&template, &Scope::empty()).err(),
        Err(problem) => Some(problem),
    };
    problem.map_or(Ok(()), |problem| {
        Err(invalid(format!("{field}: not a valid Handlebars template: {problem}")))
    })
}

/// Returns a warning for each field in a template that does not exist. The warning begins with `field`. A
/// template that does not compile has none.
pub fn warnings(field: &str, text: &str) -> Vec<String> {
    let unknown = || {
        let template = if is_plain(text) { return None } else { compiled(text).ok()? };
        let scope = serde_json::to_value(Scope::empty()).ok()?;
        Some(unknown_fields(&template, &scope))
    };
    let warning = |name| {
        format!(
            "{field}: there is no field {name}, so it renders as nothing; for literal braces, write \\{{{{"
        )
    };
    unknown().unwrap_or_default().into_iter().map(warning).collect()
}

fn is_plain(text: &str) -> bool {
    !text.contains("{{")
}

fn compile(text: &str) -> std::result::Result<Template, Problem> {
    let text = &replace_escapes(text);
    // Before the parser, which recurses as deeply as the text nests.
    refuse_excess(text)?;
    let template = Template::compile(text)
        .map_err(|error| Problem { message: in_words(error.reason()), place: error.pos() })?;
    refuse_unknown(&template)?;
    Ok(template)
}

/// Returns the parser's error without the names of grammar rules.
fn in_words(reason: &TemplateErrorReason) -> String {
    use TemplateErrorReason as R;
    match reason {
        R::MismatchingClosedHelper(open, close) => {
            format!("{{{{#{open}}}}} is closed by {{{{/{close}}}}}")
        }
        R::InvalidSyntax(rules) if rules.contains("helper_block_end") => {
            "a block is not closed: {{/if}} or similar is missing".to_owned()
        }
        R::InvalidSyntax(_) => "this is not a Handlebars tag".to_owned(),
        other => other.to_string(),
    }
}

fn run(template: &Template, scope: &Scope<'_>) -> std::result::Result<String, Problem> {
    let context = Context::wraps(scope)?;
    let mut rendered = Rendered(String::new());
    template.render(&ENGINE, &context, &mut RenderContext::new(None), &mut rendered)?;
    Ok(rendered.0)
}

/// Collects the output up to a limit.
struct Rendered(String);

impl Output for Rendered {
    fn write(&mut self, text: &str) -> io::Result<()> {
        if self.0.len() + text.len() > RENDERED {
            return Err(io::Error::other(format!("the output is larger than {RENDERED} bytes")));
        }
        self.0.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
