//! The template guard reads tags as the parser does: in whatever it accepts, the parser finds no more than
//! the limits allow.

use handlebars::Template;
use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use proficient::chat::prompt::{check, replace_escapes};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::sample::select;
use proptest::strategy::{Just, Strategy};

use super::holds_for;

/// The guard's limits, as docs/ARCHITECTURE.md states them.
const TAGS: usize = 500;
const BLOCKS: usize = 64;
const BRACKETS: usize = 16;

/// Pieces of templates that could be misread.
const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{{{",
    "}}}",
    "{{{{",
    "}}}}",
    "{",
    "}",
    "{{~",
    "~}}",
    "{{#",
    "{{/",
    "{{^",
    "{{!",
    "{{!--",
    "--}}",
    "{{&",
    "{{>",
    "{{*",
    "{{else",
    "{{else}}",
    "{{^}}",
    "{{~else~}}",
    "{{~^~}}",
    "{{else if user.id}}",
    "{{#if user.id}}",
    "{{#if",
    "{{~#if user.id~}}",
    "{{#unless agent.id}}",
    "{{#with user}}",
    "{{/if}}",
    "{{/with}}",
    "{{ / if }}",
    "{{user.id}}",
    "{{ user.first_name }}",
    "{{{agent.name}}}",
    "{{&user.id}}",
    "{{eq user.id 'x'}}",
    "(",
    ")",
    "(not ",
    "(eq 1 ",
    "[",
    "]",
    "\"",
    "'",
    "\\",
    "\\\\",
    "\\{{",
    "\\\"",
    "\\'",
    " as |x|",
    "=",
    ".",
    "/",
    "@",
    "|",
    "!",
    "--",
    "#",
    "^",
    "~",
    "else",
    "if",
    "user",
    "user.id",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\u{a0}",
    "\u{2028}",
    "é",
    "🙂",
    "\0",
    "x",
];

fn pieces(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    vec(select(PIECES), count).prop_map(|pieces| pieces.concat())
}

/// What the parser found in a template.
#[derive(Debug, Default)]
struct Parsed {
    tags: usize,
    blocks: usize,
    brackets: usize,
}

impl Parsed {
    fn of(text: &str) -> Self {
        let mut parsed = Self::default();
        parsed.add(&Template::compile(text).unwrap());
        parsed
    }

    fn add(&mut self, template: &Template) {
        for element in &template.elements {
            match element {
                TemplateElement::RawString(_) => continue,
                TemplateElement::Expression(helper) | TemplateElement::HtmlExpression(helper) => {
                    self.add_helper(helper);
                }
                TemplateElement::HelperBlock(helper) => {
                    self.blocks += 1;
                    self.add_helper(helper);
                    [&helper.template, &helper.inverse]
                        .into_iter()
                        .flatten()
                        .for_each(|inner| self.add(inner));
                }
                TemplateElement::Comment(_) => {}
                other => panic!("not available: {other:?}"),
            }
            self.tags += 1;
        }
    }

    fn add_helper(&mut self, helper: &HelperTemplate) {
        let deepest = helper.params.iter().chain(helper.hash.values()).map(depth).max();
        self.brackets = self.brackets.max(deepest.unwrap_or(0));
    }
}

fn depth(parameter: &Parameter) -> usize {
    match parameter {
        Parameter::Subexpression(inner) => {
            let inside = inner
                .params()
                .into_iter()
                .flatten()
                .chain(inner.hash().into_iter().flat_map(|hash| hash.values()));
            1 + inside.map(depth).max().unwrap_or(0)
        }
        _ => 0,
    }
}

/// Checks that, if the guard accepts a template, the parser finds no more in it than the limits allow.
fn accepted_within_limits(text: &str) -> bool {
    let accepted = check("system_message", text).is_ok();
    if accepted && text.contains("{{") {
        let parsed = Parsed::of(&replace_escapes(text));
        assert!(parsed.tags <= TAGS && parsed.blocks <= BLOCKS && parsed.brackets <= BRACKETS, "{parsed:?}");
    }
    accepted
}

#[test]
fn any_text_is_accepted_within_the_limits_or_refused() {
    holds_for(2_000, &any::<String>(), |text| _ = accepted_within_limits(&text));
    holds_for(4_000, &pieces(0..40), |text| _ = accepted_within_limits(&text));
}

#[test]
fn repeated_pieces_are_accepted_within_the_limits_or_refused() {
    // Around each limit, and far beyond it.
    let times = select(vec![15_usize, 16, 17, 31, 63, 64, 65, 250, 499, 500, 501, 1_000, 3_000]);
    let inputs = (pieces(0..3), pieces(1..5), times.clone(), pieces(0..3), pieces(1..5), times, pieces(0..3));
    holds_for(1_000, &inputs, |(start, one, times, middle, other, more, end)| {
        accepted_within_limits(&[start, one.repeat(times), middle, other.repeat(more), end].concat());
    });
}

#[test]
fn nested_pieces_are_accepted_within_the_limits_or_refused() {
    let block = select(vec![
        ("{{#if user.id}}", "{{/if}}"),
        ("{{~# if user.id ~}}", "{{~/if}}"),
        ("{{#with user}}", "{{/with}}"),
        ("{{#unless user.id}}{{else if agent.id}}", "{{/unless}}"),
        ("{{#if user.id}}{{else}}", "{{/if}}"),
        ("{{#if user.id}}{{^}}", "{{/if}}"),
    ]);
    let inputs = (block, 1_usize..130, 0_usize..24, pieces(0..3));
    holds_for(300, &inputs, |((open, close), blocks, brackets, inside)| {
        let condition =
            format!("{{{{#if {}1{}}}}}x{{{{/if}}}}", "(not ".repeat(brackets), ")".repeat(brackets));
        let text =
            [&open.repeat(blocks), &condition, &inside, &close.repeat(blocks)].map(String::as_str).concat();
        accepted_within_limits(&text);
    });
}

/// Valid tags, with how many tags and blocks each has.
const VALID: &[(&str, usize, usize)] = &[
    ("{{user.first_name}} ", 1, 0),
    ("{{{agent.display_name}}}", 1, 0),
    ("{{~ agent.id ~}}", 1, 0),
    ("{{! a comment }}", 1, 0),
    ("{{!-- another -- comment --}}", 1, 0),
    ("{{eq user.id \"a 'quoted' }text\"}}", 1, 0),
    ("{{#if (and user.id (not agent.id))}}x{{/if}}", 2, 1),
    ("{{#unless user.last_name}}x{{else}}y{{/unless}}", 3, 2),
    ("{{#if user.id}}x{{else if agent.id}}y{{^}}z{{/if}}", 4, 3),
    ("{{#with user}}{{first_name}}{{/with}}", 3, 1),
    ("text with ( [ } ' \" in it\n", 0, 0),
];

#[test]
fn valid_templates_are_accepted_exactly_up_to_the_limits() {
    let repeated = (select(VALID), 0_usize..70);
    let inputs = (vec(repeated, 1..12), Just(("{{user.id}}", 1, 0)), 0_usize..520);
    holds_for(400, &inputs, |(parts, plain, times)| {
        let parts: Vec<_> = parts.into_iter().chain([(plain, times)]).collect();
        let text: String = parts.iter().map(|((text, ..), times)| text.repeat(*times)).collect();
        let tags: usize = parts.iter().map(|((_, tags, _), times)| tags * times).sum();
        let blocks: usize = parts.iter().map(|((.., blocks), times)| blocks * times).sum();
        let allowed = tags <= TAGS && blocks <= BLOCKS;
        assert_eq!(accepted_within_limits(&text), allowed, "{tags} tags, {blocks} blocks");
    });
}
