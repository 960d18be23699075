//! Whatever a model writes, the stream stays well-formed.

use serde_json::json;

use crate::support::provider::ScriptedReply;
use crate::support::{ScriptedApp, Transcript, WIRE_FORMATS, WireFormat};

/// Texts that would break a carelessly encoded stream.
const TEXTS: [&str; 12] = [
    "one\ntwo\n\nthree\n",
    "\n\n first a line",
    "a\r\nb\rc\n\rd\r\n\r\n",
    "data: x\n\ndata: [DONE]\n\n",
    "event: message.completed\ndata: {\"id\":\"msg_1\"}\n\nid: 0\nretry: 1\n\n",
    ": a comment\n\n:\n\n",
    "\u{feff}a mark at the front",
    "line\u{2028}paragraph\u{2029}next\u{85}line\u{b}\u{c}\u{1c}",
    "e\u{301} 👩‍👩‍👧 🇩🇪 \u{202e}right to left\u{202c}",
    "\u{1}\u{8}\u{1b}[31mred\u{7f}\u{9b}",
    "\\n \\u0000 \"quoted\" \\\\ {\"json\": [1]} </script>",
    "  spaces before and after  ",
];

#[tokio::test]
async fn no_text_breaks_a_stream_in_whatever_pieces_it_comes() {
    let setup = ScriptedApp::start().await;
    for format in WIRE_FORMATS {
        let conversation = setup.conversation(&format.full_model()).await;
        for text in TEXTS {
            let question = conversation.say("Hello", None).await;
            let characters: Vec<String> = text.chars().map(String::from).collect();
            let characters: Vec<&str> = characters.iter().map(String::as_str).collect();
            for pieces in [&[text][..], &characters] {
                setup.provider.reply_with(ScriptedReply::events(&format.stream_events(pieces)));
                let heard = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
                assert_eq!((&*heard.text, &*heard.status), (text, "completed"), "{format:?}");
                assert_eq!(conversation.message(&heard.id).await, heard.last);
                assert_eq!(
                    Transcript::whole(&conversation.join(&heard.id).await.rest().await).last,
                    heard.last
                );
            }
        }
    }
}

#[tokio::test]
async fn what_no_database_can_hold_is_replaced_for_everybody_alike() {
    let setup = ScriptedApp::start().await;
    let (conversation, question) = setup.question(WireFormat::Compatible).await;
    let pieces = ["a\u{0}", "\u{0}", "b"];
    let reply = ScriptedReply::events(&WireFormat::Compatible.stream_events(&pieces));
    setup.provider.reply_with(reply.clone()).reply_with(reply);
    let heard = Transcript::whole(&conversation.ask_events(&question).await.rest().await);
    assert_eq!(heard.text, "a\u{fffd}\u{fffd}b");
    assert_eq!(conversation.ask(&question).await.ok()["content"], json!(heard.text));
}
