//! What templates may not contain: anything that could overflow the parser's stack or take it too long, and
//! features that are not available.

use handlebars::Template;
use handlebars::template::{HelperTemplate, Parameter, TemplateElement};

use super::problem::Problem;

/// Maximum tags of a template: the parser's time grows with the square of their number.
const TAGS: usize = 500;
/// Maximum blocks and `else`s of a template, which also bounds their nesting.
pub(super) const BLOCKS: usize = 64;
/// Maximum opening brackets of a tag, which also bounds their nesting.
pub(super) const BRACKETS: usize = 16;
/// Refuses features that are not available, even in a branch that is never rendered.
pub(super) fn refuse_unknown(template: &Template) -> std::result::Result<(), Problem> {
    template.elements.iter().enumerate().try_for_each(|(at, element)| {
        refuse_unknown_in(element).map_err(|problem| Problem {
            // The innermost place is the most useful one.
            place: problem.place.or_else(|| template.mapping.get(at).map(|place| (place.0, place.1))),
            ..problem
        })
    })
}

fn refuse_unknown_in(element: &TemplateElement) -> std::result::Result<(), Problem> {
    match element {
        TemplateElement::DecoratorExpression(_) | TemplateElement::DecoratorBlock(_) => {
            Err("decorators ({{*…}}) are not available".to_owned().into())
        }
        TemplateElement::PartialExpression(_) | TemplateElement::PartialBlock(_) => {
            Err("partials ({{>…}}) are not available".to_owned().into())
        }
        TemplateElement::HelperBlock(helper) => {
            refuse_unknown_helper(helper, &["if", "unless", "with"])?;
            [&helper.template, &helper.inverse].into_iter().flatten().try_for_each(refuse_unknown)
        }
        TemplateElement::Expression(helper) | TemplateElement::HtmlExpression(helper) => {
            // A name alone is a field. With parameters it is a helper.
            match helper.params.is_empty() && helper.hash.is_empty() {
                true => Ok(()),
                false => refuse_unknown_helper(helper, HELPERS),
            }
        }
        _ => Ok(()),
    }
}

/// The helpers that take no block.
const HELPERS: &[&str] = &["lookup", "len", "eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not"];

fn refuse_unknown_helper(helper: &HelperTemplate, known: &[&str]) -> std::result::Result<(), Problem> {
    match helper.name.as_name() {
        Some(name) if known.contains(&name) => {}
        name => return Err(format!("there is no helper {:?} here", name.unwrap_or_default()).into()),
    }
    helper.params.iter().chain(helper.hash.values()).try_for_each(|parameter| match parameter {
        Parameter::Subexpression(inner) => refuse_unknown_in(inner.as_element()),
        _ => Ok(()),
    })
}

/// Refuses a text with too many tags, blocks or brackets, on which the parser recurses. Counts never go down,
/// and anything that the parser might read differently is refused, so that everything that the parser takes
/// for a tag was checked here.
pub(super) fn refuse_excess(text: &str) -> std::result::Result<(), Problem> {
    let (mut tags, mut blocks) = (0, 0);
    let mut at = 0;
    while let Some(found) = text[at..].find("{{") {
        let start = at + found;
        let tag = &text[start..];
        if text[..start].ends_with('\\') {
            return Err(Problem::at(text, start, "a backslash is not allowed here"));
        }
        if tag.starts_with("{{{{") {
            return Err(Problem::at(text, start, "raw blocks ({{{{) are not available"));
        }
        let Some(length) = tag.find("}}") else {
            return Err(Problem::at(text, start, "a tag is not closed"));
        };
        let body = tag[..length].trim_start_matches('{').trim_start_matches('~').trim_start();
        tags += 1;
        blocks += usize::from(body.starts_with(['#', '^']) || body.starts_with("else"));
        if !body.starts_with('!') {
            refuse_excess_in_tag(body).map_err(|message| Problem::at(text, start, message))?;
        }
        if tags > TAGS || blocks > BLOCKS {
            let message = format!("a template can have at most {TAGS} tags, {BLOCKS} of them blocks");
            return Err(Problem::at(text, start, message));
        }
        at = start + length + 2;
    }
    Ok(())
}

fn refuse_excess_in_tag(body: &str) -> std::result::Result<(), String> {
    if body.contains(['{', '[']) {
        return Err("{ and [ cannot be inside a tag".to_owned());
    }
    if body.matches('(').count() > BRACKETS {
        return Err(format!("a tag can have at most {BRACKETS} brackets"));
    }
    let mut quote = None;
    let mut escaped = false;
    for c in body.chars() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            _ => {}
        }
    }
    if quote.is_some() {
        return Err("a quoted string is not closed within its tag".to_owned());
    }
    Ok(())
}
