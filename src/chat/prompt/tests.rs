use super::super::escapes::ESCAPED;
use super::super::guard::{BLOCKS, BRACKETS, refuse_excess};
use super::super::scope::{AgentScope, UserScope};
use super::*;

fn rendered(text: &str) -> String {
    let user =
        UserScope { id: "u_1", external_id: "ext", first_name: "Zoë {{agent.name}}", last_name: "<b>" };
    let agent = AgentScope {
        id: "ag_1",
        name: "internal",
        description: "",
        display_name: "Ada",
        display_description: "helps",
    };
    check("system_message", text).unwrap();
    render(text, &Scope { user, agent, escaped: ESCAPED }).unwrap()
}

#[test]
fn user_and_agent_are_seen_and_nothing_is_escaped_or_read_twice() {
    assert_eq!(
        rendered("{{agent.display_name}} & {{user.first_name}} {{user.last_name}}"),
        "Ada & Zoë {{agent.name}} <b>"
    );
    assert_eq!(rendered("{{#if user.last_name}}yes{{else}}no{{/if}} {{user.nothing}}{{nobody.x}}."), "yes .");
    assert_eq!(rendered("{{{user.last_name}}} {{#with agent}}{{display_name}}{{/with}}"), "<b> Ada");
    assert_eq!(rendered("no template } { at all"), "no template } { at all");
}

#[test]
fn an_escape_is_the_braces_themselves() {
    for (text, shown) in [
        (r"\{{user.last_name}}", "{{user.last_name}}"),
        (r"${\{{ secrets.TOKEN }} of {{agent.display_name}}", "${{{ secrets.TOKEN }} of Ada"),
        (r"$\{{ secrets.TOKEN }}", "${{ secrets.TOKEN }}"),
        (r"\frac\{{a}}{b} \{{", r"\frac{{a}}{b} {{"),
        (r"\\{{agent.display_name}} \ \\ {", r"\Ada \ \\ {"),
        (r#"{"a": \{{"b": 1}}"#, r#"{"a": {{"b": 1}}"#),
        (r"{{#with agent}}\{{{{display_name}}{{/with}}", "{{Ada"),
        (r"\{{\{{\\{{agent.display_name}}", r"{{{{\Ada"),
    ] {
        assert_eq!(rendered(text), shown, "{text}");
    }
    assert!(warnings("f", r"$\{{ secrets.TOKEN }}").is_empty());
}

#[test]
fn a_field_that_no_scope_has_is_named() {
    let named = |text: &str| {
        let all = warnings("system_message", text);
        let name = |warning: &String| {
            let rest = warning.strip_prefix("system_message: there is no field ").unwrap();
            rest.split_once(',').unwrap().0.to_owned()
        };
        all.iter().map(name).collect::<Vec<_>>()
    };
    for (text, expected) in [
        ("{{user.first_name}} {{agent.display_name}} plain", &[][..]),
        ("${{ secrets.TOKEN }}", &["secrets.TOKEN"]),
        (r"\frac{{a}}{b}", &["a"]),
        ("{{first_name}} {{user.nickname}} {{user.nickname}}", &["first_name", "user.nickname"]),
        ("{{#if user.vip}}x{{else}}{{agent.mood}}{{/if}}", &["agent.mood", "user.vip"]),
        ("{{#if (eq user.plan \"pro\")}}x{{/if}} {{lookup user \"id\"}}", &["user.plan"]),
        ("{{#with agent}}{{display_name}} {{this.name}} {{mood}} {{@root.user.id}}{{/with}}", &["mood"]),
        ("{{#with user.address}}{{street}}{{/with}}", &["user.address"]),
        ("{{#if", &[]),
        ("no braces", &[]),
    ] {
        assert_eq!(named(text), expected, "{text}");
    }
}

#[test]
fn what_does_not_compile_or_could_run_away_is_refused() {
    for text in [
        "{{",
        "{{#if user.x}}",
        "{{/if}}",
        "{{#each user}}x{{/each}}",
        "{{> x}}",
        "{{#if a}}{{> x}}{{/if}}",
        "{{#*inline \"x\"}}{{> x}}{{/inline}}",
        "{{#> x}}{{/x}}",
        "{{frobnicate user.first_name}}",
        "{{log \"x\"}}",
        "{{#if user.first_name}}{{frobnicate user.first_name}}{{/if}}",
        "{{#if (frobnicate user.first_name)}}x{{/if}}",
        "{{#user}}x{{/user}}",
        "{{#frobnicate}}x{{/frobnicate}}",
    ] {
        let error = check("system_message", text).unwrap_err();
        assert!(error.message.starts_with("system_message: "), "{text}: {}", error.message);
    }
}

#[test]
fn what_would_overflow_the_stack_or_take_for_ever_is_refused_before_it_is_parsed() {
    let n = 1_500;
    let blocks = |open: &str, close: &str| format!("{}x{}", open.repeat(n), close.repeat(n));
    for text in [
        blocks("{{#if user}}", "{{/if}}"),
        blocks("{{~# if user}}", "{{/if}}"),
        blocks("{{^}}", "{{/if}}"),
        blocks("{{#if x}}{{else if y}}", "{{/if}}"),
        // Text that only looks like the end of a block, a bracket or a tag.
        blocks("{{#if user}}{{!-- }}{{/if}}--}}", "{{/if}}"),
        blocks("{{#if user}}\\{{/if}}", "{{/if}}"),
        format!("{{{{eq {}\"a\"{} \"c\"}}}}", "(eq \")\" ".repeat(n), " \"b\")".repeat(n)),
        format!("{{{{eq \"}}}}\" {}a{}}}}}", "(eq a ".repeat(n), ")".repeat(n)),
        format!("\\{{{{ \" {{{{eq {}a{} \"}}}}", "(eq a ".repeat(n), ")".repeat(n)),
        format!("{{{{!-- }}}} {{{{ \" --}}}} {{{{eq {}a{} \"}}}}", "(eq a ".repeat(n), ")".repeat(n)),
        format!("{{{{#if x}}}}{}{{{{/if}}}}", "{{else if y}}".repeat(n)),
        format!("{{{{lookup {}", "(".repeat(n)),
        format!("{{{{lookup {}", "[".repeat(n)),
        format!("{{{{lookup {}", "{\"a\":".repeat(n)),
        "{{{{raw}}}} x {{{{/raw}}}}".to_owned(),
        "{{a}}".repeat(52_000),
    ] {
        // The guard itself refuses it, before the parser.
        assert!(refuse_excess(&text).is_err(), "{}", &text[..80.min(text.len())]);
        assert!(check("greeting_message", &text).is_err(), "{}", &text[..80.min(text.len())]);
    }
    // The maximum that is allowed does not overflow either.
    let deep = format!("{}x{}", "{{#if user}}".repeat(BLOCKS), "{{/if}}".repeat(BLOCKS));
    check("greeting_message", &deep).unwrap();
    let brackets = format!("{{{{#if {}a{}}}}}x{{{{/if}}}}", "(not ".repeat(BRACKETS), ")".repeat(BRACKETS));
    check("greeting_message", &brackets).unwrap();
    let _any = check("greeting_message", &format!("{{{{{}}}}}", "a.".repeat(50_000) + "a"));
}

#[test]
fn ordinary_templates_with_quotes_comments_and_brackets_in_prose_are_fine() {
    assert_eq!(
        rendered("{{! a comment }}{{!-- another --}}{{#if (eq agent.display_name \"Ada\")}}O'K ({{/if}}(["),
        "O'K ((["
    );
    assert_eq!(
        rendered("{{#if (ne user.last_name 'O\"x')}}don't{{/if}} {{~agent.display_name~}} !"),
        "don'tAda!"
    );
}

#[test]
fn what_is_rendered_is_bounded() {
    let long = "é".repeat(4_000);
    let user = UserScope { id: "", external_id: "", first_name: &long, last_name: "" };
    let agent = AgentScope { id: "", name: "", description: "", display_name: "", display_description: "" };
    let text = "{{user.first_name}}".repeat(400);
    check("system_message", &text).unwrap();
    assert!(render(&text, &Scope { user, agent, escaped: ESCAPED }).is_err());
}
