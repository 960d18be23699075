import { ProficientClient } from "@proficient/client";
import { ProficientClient as AdminClient } from "@proficient/admin";
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_13VKzjGDJuMhqhazXfPGpqhvtEDoZTQMOd3am2h7tT3RSD7AOP78gdc4Bt5os3FuGcWF645p", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_CG21QVnPZmTDpLJu0P3PudNijdo47H4AQHmeMFOy30TG0CEqRIeHsMwaZ9lJ7uBD9qHDKrvw" });
    const agentId = "ag_0VcC1LppDBbRkh2yr3sF0obh";
    const interactionId = "int_0VcC1LwllPVk2RF7Wr50ksjryiC6allMOsrl";
    const messageId = "msg_0VcC1LyRSwnU8Th4XhHgSLxiIZguXpByUHucZkfPxgEsA8uM";
    const replyId = "msg_0VcC1LyxIxdDuNohrRPXszMbMvMqIkxlbtXA4OWuxMjx0Ggo";
    const userId = "u_0VcC1LwdPSOinWObxFPgzMWG";
    console.log(await client.agents.list());
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_IQOJpJhuc7pI2d9QyahjCzS5eRIRVoZfY2J3G5O7dZidGVq4f7CqkymB2HQ9xIB3xApzuxPs", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_gkf3F5KDEFx2BJXGp5UOjYKHMNIrtH9XEGN5vEJKsKCHkBPPDkbftaDVkDKZYd1OgSA1I4JD" });
    const agentId = "ag_0VcC1M4mYnNiMaStmG3WRwF1";
    const interactionId = "int_0VcC1M6Cpt1ggrP1UW1zL98g6nNjnN3f8B2A";
    const messageId = "msg_0VcC1M6TQoF3H6b220BAiW0iouZT7NJth1u4sXxPitTF8Ivu";
    const replyId = "msg_0VcC1M7DkGLdYu7cS4n6r0QXpIsusVkbJgvasEmN5n1DNVfq";
    const userId = "u_0VcC1M6CwRjqcEIps69yDlb4";
    console.log(await admin.agents.list());
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_AJMcYSZAYKLeCCTrNUqQ3Lz3shQljQUta4vT0GfNDnpjOHpRjBhyGqNfV2mZNGu4MmiojHAN", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_KTNFJAZWk7awEEyPhOYNCHkQFZFQSdO5BHipjNlqGurOx3CoHOj7nWUtCwYmnKdVPTjsM18V" });
    const agentId = "ag_0VcC1MCqlX1NPVMBb5Fg8Pik";
    const interactionId = "int_0VcC1MEadJBKx0gDdiN5BGyyXaYtrhoM0FwD";
    const messageId = "msg_0VcC1MFD0Es8ncwN2zGJIzaKQivq1RnuQAknlZieZ3nu0JtT";
    const replyId = "msg_0VcC1MFrQ9lwYpnbc6B2Xiq2FS3yHKTcNIvePoVxCfKWJQ3q";
    const userId = "u_0VcC1MEaBwDfETg3q0p1AcOe";
    console.log(await admin.agents.create({
        model: "openai.gpt-4o",
        displayName: "Ada",
        fallbackModels: ["anthropic.claude-haiku-4-5"],
        greetingMessage: "Hello {{user.first_name}}, I am {{agent.display_name}}.",
    }));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_IW5Dj4UO84mE9yPGUvr9nNBHNEHxrA93cQUHaNWjaA88LoqnxFKwKjaASVW1GQtn02lRfhmc", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_XT4cyLjD8h1MtDv9URINmxaOWLRxn8tUTWnn2LTvwLu3FRBrvlvtkHaf8kfjtPfJvbqbstlr" });
    const agentId = "ag_0VcC1MOXHz5F5p4xWOcX9l7x";
    const interactionId = "int_0VcC1MQJXGLHzsO1MguA2v76Ct53YrMmlTPL";
    const messageId = "msg_0VcC1MRPVhWXizj4RiZ3aFpIlc0HWBJWnacWxmzdADCI6lTV";
    const replyId = "msg_0VcC1MSGxusgnkMpetXRc2tXGOYRKlCMeYVdpFAnJM8Qmkv9";
    const userId = "u_0VcC1MQJKrpl8hEHK9Ptda7E";
    console.log(await client.agents.get(agentId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_mqFbQOwiJ5kafVrfvLWTZ0xVjDX1Np3REFV7dBjGMyELhKeqbr4LLEG2MoElYk7vuBlrcJ96", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_HIYUex3aHlxgu1Yg1diC4gi9ReXcuOzgNmWLxWdxg2Gy7yJJ0Kaax8f0OqqrxH5C6ckC10pK" });
    const agentId = "ag_0VcC1MYqmdHRa5n0iXRvstMR";
    const interactionId = "int_0VcC1MaReewOIT8OqvJH3FbNQmFlYXFXZ2OE";
    const messageId = "msg_0VcC1Mb4lx89uQjnlbG5nY1XPoHwjEV61o2bsMrV6JzdgmJK";
    const replyId = "msg_0VcC1MbW89nmg4sQOt8AnwxYanci9uH7eJzieN8ZEoMJzXUi";
    const userId = "u_0VcC1MaRn6hNsyRGXFNARXfq";
    console.log(await admin.agents.get(agentId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_LCOqVCO24BEcWEfns2R6FVfCQvHcFO9hcPoUqzHcKDhUc0btaO2h629r4aifT9B3pRpkjJH4", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_dwmKcX63GBINOSrLZGA5VOlxObmArGdT0YJnJIpvJPrbgsx3A42Jv9KAGE4KhzOQ4aiC7I5q" });
    const agentId = "ag_0VcC1MisPx0V1PvHKdwOCPGz";
    const interactionId = "int_0VcC1Mkpq6W9tb9VWnTtoJrt8dS2Xx1YSAi7";
    const messageId = "msg_0VcC1MldZVzSV7JVWdiuiuo9w7GFVdLfpGTEcIPMiPVPv0gC";
    const replyId = "msg_0VcC1MmFKo2yglO7F4VGAFbqmtel7LQl01YrvOnhzcL7gB2M";
    const userId = "u_0VcC1MkpvSXaXm9kn5FUx0Z0";
    console.log(await admin.agents.update(agentId, { displayName: "Ada" }));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_Lk5t0Lah3ZInwnOMjeggUK50QpEcfz9O25RwmXH8pGyGqAKoY0RgmB4jmx8Z6gBe88Plo1t5", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_mmnAKKWZKaT9kLsWsm1yWjMEFnSUBIvXPh3keXLeDTFHudffxKrkAACJm8tecvxvcFivdr7n" });
    const agentId = "ag_0VcC1MvUJIGD5B7eYfD5EDbD";
    const interactionId = "int_0VcC1MyVuINqzOfHrrFJM3ZbV9hjd6aWHGKu";
    const messageId = "msg_0VcC1MzbSm76qXWBGtZqHChUJhmbS3vuf9yHTbLkrDRSQAQL";
    const replyId = "msg_0VcC1N0lyZkyW0ssRFUJceaxem7xVBBBqorQPBUGxNwr5Vqu";
    const userId = "u_0VcC1MyVcCfjL7fXoQcA3q6s";
    console.log(await admin.agents.delete(agentId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_fYQ8Bk1xtHazmhnFFZ6OfKq42TJ7ZifHHep6PfkaywNJp0VWk4rC37YIFD26MA5tyGG0B4q5", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_G4WtRpxOz4aKpG5cvIRJVe5MJ0MNIQAwUPuSmlQ6wwKrOgMGRU5hNfJloscxz2CPPr3wm7r9" });
    const agentId = "ag_0VcC1NGO2jnrbo5jimgpG4QA";
    const interactionId = "int_0VcC1NGvRHitKurjA9aPbwjUIffKEInNxg5O";
    const messageId = "msg_0VcC1NH3dVMhASmTdsL6dl2AsSfwCCz8M6ZzQ9Ycr6vN7Nec";
    const replyId = "msg_0VcC1NHllrgk0YfB7vThZSWNMFiIozy2O6x3hEjR2BdgMS0R";
    const userId = "u_0VcC1NGuFTDz1IDwWHeEOPtY";
    console.log(await admin.agents.activate(agentId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_VTzT2UEUmzOnirrwWJNO5VxLdlOXuIplBggKxv2XmzSmnxVJsLwTrsWeByCl8IPkTjWQ2nfG", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_fntWSMh7uNvKL4vfIdNcMpobKnzLGidIW8WHGSU7loXCJ4fLhqhMtathstTRPyPNumBBIHRL" });
    const agentId = "ag_0VcC1NO2MoYO7leBynGHfV2S";
    const interactionId = "int_0VcC1NPPAJlkI4SRRqOxLHTgi3l47USII22r";
    const messageId = "msg_0VcC1NQ8L5pvAeARUuKyjuxL62klK6dAsvGtk09LnBBvRs84";
    const replyId = "msg_0VcC1NQlfS8siW8ECiVl0JwQRy6vWL2kQiGz2cOa2yn5RQ8b";
    const userId = "u_0VcC1NPPGYQIns1dvkwdkdPw";
    console.log(await admin.agents.getConfig(agentId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_tqWFq0Mb5afunCvGJdUWKr7DH7ve5RZDaZ7xZLA8OqDiBriSNESHqnxmV858YqYibq4NhUjY", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_UuIqojVapZOyGSW3xqqao1BFhWTCTsm8Ke9SvPPNjyswMbjhePxHTXWcaG22oK6IvLBgid9c" });
    const agentId = "ag_0VcC1NaG84daaqnjethRaNIP";
    const interactionId = "int_0VcC1Nd85THk186aon4gpxstpVxbngzLiS3M";
    const messageId = "msg_0VcC1NdyOVvXKSFnRYORjmjI1ne1hMxcWXJuE6KTsIunZnFv";
    const replyId = "msg_0VcC1Nf8kPadKdBuse54DRGycFybwtqODh4zV8VV4zxgaGcI";
    const userId = "u_0VcC1Nd8ME6yUcGaPu8FKcK1";
    console.log(await admin.agents.updateConfig(agentId, {
        systemMessage: "You are {{agent.display_name}}, the support of Example Ltd. Be brief.",
    }));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_ZM6wxSqdppVTp7OhoWKIKnXVIiRwbcAIHdQkVc8eoWyxyBTs85TLjFMHyRrvvDBsKUTYOMij", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_a9kll0kxeMCgK2MLlZJrPPIcScNahjg12WJzfSHaCc100PL3pyn3r4tabM0AfSe8m1OyT2kU" });
    const agentId = "ag_0VcC1NpvMoLzo0uheRPGXB2t";
    const interactionId = "int_0VcC1Nr22XiTbDzIUr1vj8VYnuNILOOxTqJM";
    const messageId = "msg_0VcC1NrmckY09rnPR4v3vk1AMnIRPKM1YNuKM23HdHJVcVqV";
    const replyId = "msg_0VcC1NsM7wg29vPKwkl2gDBehvMpWuyDN5Klm4DfrWBAvIk7";
    const userId = "u_0VcC1Nr1KSpQ9qnuTBgdouST";
    console.log(await admin.agents.deactivate(agentId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_yhNNjgzP1lBpQ7nAakjolgUdD712MqcUOwyGxBOqO1maGfD0i4Gs56LxHeLxk3k8QgOEyXS0", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_LJ7Nwi3vFLNawk3qgNHg0G84kWcOBP0o7L92fvC1ecpn18zYzNKCRdXl7t3FYI0dGfYx7oCf" });
    const agentId = "ag_0VcC1Ny9tT0FlfwN1eXdGy5W";
    const interactionId = "int_0VcC1NzCcanuMpVrReXWuXy9oCQfcD3B1dAN";
    const messageId = "msg_0VcC1NzdzRh2JBMQHLyilA8Fehzugqjqdf1NUKasCOx7Jryz";
    const replyId = "msg_0VcC1O0AZlv9X3qOURRQH7iYLlVssduPQxsIdWQ3RRfvZa5T";
    const userId = "u_0VcC1NzB3MJbgrT16Xv7BAnr";
    console.log(await client.interactions.list());
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_97cgAE88KuYz2a4CgZuxC13Y76DowOEFJ1Rm3DzwUxCDAetSij9nrpLOaYDhbQ1vd2ZkHZTy", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_jLxvqNVCNO9OYwqoI5JjNWNzZzlUOBS3E5HTqznhKoIWGnDXsZvoAg1W3Xosx6ZSZkWPEdy9" });
    const agentId = "ag_0VcC1O9tXFiQAM88JK9bCD1H";
    const interactionId = "int_0VcC1OCI2yQ5ple2RsExvCLquqxemVKJwrQh";
    const messageId = "msg_0VcC1OCgMN1BjaWK9PiGvKB1F1FgVergYaWc3kQqFJxf257D";
    const replyId = "msg_0VcC1ODF7gzIZnRXRTB03eE67Ifk3l259Di7XUnagYcl6fWG";
    const userId = "u_0VcC1OCIXJz1HhawDXoNz7bm";
    console.log(await admin.interactions.list());
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_ecbsdNts7TkksGHv8dyVp38kmO8i4VUcx5E4Se7OLTGlEJ9PulRMjHLZKPAFlsc5UfBezFvY", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_lZ52p2Quy6siwzsDpHhTx6I3GjQ4QRZaVPb4OoVDcyPfJBPLqg7MED31TWv7iucf93quqTui" });
    const agentId = "ag_0VcC1OPTfBDDRVGtXNaDs0Q0";
    const interactionId = "int_0VcC1ORKLunXVnVqhjHvw8tQQwzaXEi2iNKj";
    const messageId = "msg_0VcC1OSMVImvuSKwZ2MPQfkleCm2IfNO3acqunQBRiDACCcO";
    const replyId = "msg_0VcC1OT2bCsLss69HspwSrnUm8JTPzHLTVyO6vfzUk6cnSnY";
    const userId = "u_0VcC1ORKOyrdQkvNm8doW5oN";
    console.log(await client.interactions.create({ agentId }));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_DUyRHVPm9CiyWhwqeGQ7TVFLMtYC0xoqz2w4xU5TyObBp1wCTwTdckt15GqRe1oLKPyV81WG", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_BWVhNvAhx8FZb68CITbupXM150kL7Ts7siEPlVtU4UWadbuNtSSi4jmYwcD6CcfQI1Dx1tHJ" });
    const agentId = "ag_0VcC1OYQ8xYLrbeE5l3iVHdy";
    const interactionId = "int_0VcC1OZXmmW5euU668iar8OCH89Ri4OJkmQn";
    const messageId = "msg_0VcC1OaLohfYZFU8nkk28s6MRB428SDB1Q9yhEQDrxZoaYag";
    const replyId = "msg_0VcC1Oag3MLa4cmqfcVtCvGAU5M8cwQLXuz9XITN7YmAmmbi";
    const userId = "u_0VcC1OZXXZhjnxwH0J0jTWTP";
    console.log(await client.interactions.get(interactionId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_yNBKyzzAyuScJbOdrqfhmA7Ky32gSiDutLRaNUnd6yT3ONTFNoFw9QQdlPdkj6AeLltHpl0B", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_0sEeytTMOKoCBJ255mNkokReSP9hGQyXMaqgsS7Jm9rzRS2g92k6VsR1ixRrqPRPvB1pkEXT" });
    const agentId = "ag_0VcC1OlfsOswgpjogaFNyrwz";
    const interactionId = "int_0VcC1Oms7vvWhDggbXkWoNUqNHdoXB1CvGrJ";
    const messageId = "msg_0VcC1OnXSnmopfp96zFtcgxFcdNnqYSYAyVcJak60KBgR6ZJ";
    const replyId = "msg_0VcC1OoDbtw8YYWRgLyNv1noc6eCvUb3hNCoaXsC7yR2xHfb";
    const userId = "u_0VcC1Oms8H3nZR7vclz6HbmX";
    console.log(await admin.interactions.get(interactionId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_yUqVqCHKCTBJQZDpMtNxiMvQd210KsavQ4TpxPwEa3qkXCqMDpZKcYqtaoP0aiXw8niFBu9a", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_Qgui4OHPsiZgzjSmmYV8dPgM3JPAkxlo8FLZWACxd2TW5aycp6cb21UeS6Q4AdcH30b75Xmx" });
    const agentId = "ag_0VcC1OvuzZbrwm5Ltk7LJCgi";
    const interactionId = "int_0VcC1OxCDT7F0XpsJZwvNzzRNtZ8ZWQAa1zM";
    const messageId = "msg_0VcC1OxaAwV0CbeqwOPdxmkVGXXNd2aDI3u57WYidshWn8a1";
    const replyId = "msg_0VcC1OyD6IXYZJAtkQV1IP94rxRwps7S9hGpjB0X7phNhr0S";
    const userId = "u_0VcC1Ox9ipfUGZ8qAjsyeLID";
    console.log(await client.interactions.update(interactionId, { name: "My first question" }));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_9oJJsqfiS15WCmLVAm0pfRTJhZp6XRW4BW8T5VhJRhHhD9aZTK4tJO2GZnVkG49PMsKb1x9a", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_AhqoEYl8CwmTYbozdUMysA8c0bOXePcu5z3zZaesHEsLE6OmaqD0gRq7HlPDDI9OP0jRMB2t" });
    const agentId = "ag_0VcC1P7XY0nOiLvkpp55kfBI";
    const interactionId = "int_0VcC1P94vLEy0KDfVRr5JX9NtILa6TErCOF9";
    const messageId = "msg_0VcC1P9yTi9rzCFPUe3vQJ3z0DwVKWvPBZcW2cjQcmY48cM3";
    const replyId = "msg_0VcC1PAnujGgxRl4g1auhhtFJDsVBu0CvOJcgVstyDa29A1G";
    const userId = "u_0VcC1P94zXnPZQjI3Wvd0RWu";
    console.log(await client.interactions.delete(interactionId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_LtttK5Q44WYnoClkWQOJQvHHC2eGIuRxlnJTyvVYNcplFfOzmcWWTev4iMO1cA1UyfuJd3k4", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_UB6VXiU8XxC9Rf9OKgRLHEYklHtqMhHJ6XfUwN50UFAsFsQtBDux3C6cy6UabcN4GKUvIEsx" });
    const agentId = "ag_0VcC1PIVggl66HUhMNf0gmpb";
    const interactionId = "int_0VcC1PJSNKFDNGgNUFdrkpNpe4J5o9r6p9CB";
    const messageId = "msg_0VcC1PK1aXeeBRtYeOqBdNqQcJ7FVa0eOWlk9vZpw0vlvd1h";
    const replyId = "msg_0VcC1PKjRWy6biV4FDPjWY533iwrR1y1unuOpeZ4vgg5BE0U";
    const userId = "u_0VcC1PJSXanrs2j39uCWuUUM";
    console.log(await admin.interactions.delete(interactionId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_V8FzqxJA0xdRLoq1Nb2bJAHEGW8C65f1m2VvtEwwgfAKhpTeI6drjiGspSldgqtpYqOrmHYg", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_npmMhzPHv6fsRyvOmsAxOoljhgtvOYQNMt2IPqq3YBiwpHM4TMEhdAxJetTapvIsYqX37Bmx" });
    const agentId = "ag_0VcC1PSUMw5WoWJQ7XcNnuWv";
    const interactionId = "int_0VcC1PTgWaQz9BjTx8Pdyikf6QfWKco66UGa";
    const messageId = "msg_0VcC1PUPvLR5HVOHMC6ppga0m7CPiqqXQ1tyNtXaa5t4t5jf";
    const replyId = "msg_0VcC1PXV6X9EahS0Z2kKk2uwlKCNNX8Xps4GBqN62dLeFgaY";
    const userId = "u_0VcC1PTg7fL9Qs4suwmebMr5";
    console.log(await client.messages.list({ interactionId }));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_9DJOxWBGisaTVlpbAfRd8VGWBYHpOmmzrcSlKZ0bWcj7JdO7n6tNQuy1om6qnEqozozCC3dg", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_mqFZhjjHjD0iHISCuaRUDkzliUwbP5TK8kA6jaMbaAcSQNORSTiNp6O2ExVdrmXeP14dBvJy" });
    const agentId = "ag_0VcC1PewUgu3OPyiCIJCGLBQ";
    const interactionId = "int_0VcC1Pfn96Y2PgFpg73TPozxN01fO1of4dTk";
    const messageId = "msg_0VcC1Pg534Ie0MesRCy7ROu0MQDyDovUS65HAbtfGyiy6JmA";
    const replyId = "msg_0VcC1PgT383F4ae6ig6jw6cUGmdcBoWiytAHUMJM3Ap51X6A";
    const userId = "u_0VcC1Pfnc3XKrxKOdbaRSrgS";
    console.log(await admin.messages.list({ interactionId }));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_GHnxT3T2OvE0RoUPqA8mCeoCDtrqk1lNE8Og52vPPYTL6yxF8njRKicZriDl1VMsBLNYB1UF", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_y0fhXHR0GPK3D1gCgqTj86tXgX7HFc6dQOkzWcF33gAvxqny5Z8hHENBNqg78jJHFaIWIwh2" });
    const agentId = "ag_0VcC1PosabDNfJfguVsCIpV4";
    const interactionId = "int_0VcC1PqqPn7Tv3SGYuOKZNfyrF5XyvqjsKv8";
    const messageId = "msg_0VcC1PrhjvHdx3v6RGDpgo73KDU7EAriMATsXmTYXhKFr8TM";
    const replyId = "msg_0VcC1PsyGSf0NCHZBtWhPpIkavtVwtvp7M5kdz4PvwW0RDMy";
    const userId = "u_0VcC1PqqN1ftNOokpwxGPaOJ";
    console.log(await client.messages.create({ content: "Hello! What can you do?", interactionId }));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_iiP9WLwhnMNeYk8cmIvYphK8ZDoXA6hPbPCi2KwNtrtET49eF4uYjDJ47SnvaTeioxVyIM9j", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_JOuXiatFeCbrtNA7rPXnXPD8H2nZ0Hbugio06ZzMQwfwDSz7a8aWHeb5188ZvYldxXTC1VR7" });
    const agentId = "ag_0VcC1Q2VWY66dI2GS9oxRpCF";
    const interactionId = "int_0VcC1Q3repYY7MF1riz53Rh8FxZWbEuk9VNF";
    const messageId = "msg_0VcC1Q4LElB44Vp58wQeHbpJPIUKRA6fsqh59yMEQJbnm0nj";
    const replyId = "msg_0VcC1Q50RQVdZhDYNSNm5Sab6t0Ri61jiWEutJgbtsszWCs9";
    const userId = "u_0VcC1Q3rCEK9F2B3KoEUOUcP";
    console.log(await client.messages.get(messageId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_keLWELSFFkXv9zMit0NkMpSpd9Z9XXC0UqDz0I36UKp9wnVp6xcsscaiAKNqRHpwydgVtWzx", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_B7YsgO4QZbDtwsl2CtGg67tctZEMlDRz3HwyrywSG6TMrvXyDOOSUylZmxgS2cOugrmFuV7l" });
    const agentId = "ag_0VcC1QDMPViImXejRIJ23gsT";
    const interactionId = "int_0VcC1QEcdPFbuFmLi13LEbRIKtMDD31bdJeZ";
    const messageId = "msg_0VcC1QFPanQw753roySKxMKpI3cg4AG7yM5GaSzmOj1bxrip";
    const replyId = "msg_0VcC1QGF0GMjQPyByoTHBrMD0CRiYovgUIvuZnxJjAr8NZ6I";
    const userId = "u_0VcC1QEMgka9harZDiPqG3YP";
    console.log(await admin.messages.get(messageId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_eIrXgKD6zH67EhnNq4CUPRsbpm5hiUpSq7kSjDeXGh8bMLtmUz7eegPfVRWHfF0q1oZRh4UA", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_e5nDKQiIuwzXN1vV1EIbikIEryobK95H6rx1Mabul02SNlS24X6ryrwS8UpLoy5C1GA0FLb2" });
    const agentId = "ag_0VcC1QS2SeKPbLjhk2oizb9f";
    const interactionId = "int_0VcC1QTafS2xLuSp6QvriKbYxOa9EsIh9Qo7";
    const messageId = "msg_0VcC1QUQyYqFJC8uPDdseCbNxFPm5GbwfWpxD0Opv8g5UpB4";
    const replyId = "msg_0VcC1QVBeWNlYipgogAUbZCDM96RuXGZoErJQruG1a1jBCzl";
    const userId = "u_0VcC1QTahMYgVYHxFy0vln3j";
    console.log(await client.messages.ask(messageId, { interactionId }));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_ogdcmrDprRKlaGvFPfEYW6WUrBGLRL4UBqF3tQ9RHtMm7Bn7l8qbxSUdrZFbhca0nvteYLzg", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_Uf1gII6ikCZ56KIkM786fRTi4LEyEsY1TFW350xCfKSS5gxJ52xUsRTHZEOy1fgXHULbIaUv" });
    const agentId = "ag_0VcC1Qf8hVbuZ8Pnfn6iPOHj";
    const interactionId = "int_0VcC1QgZngvWbQiBGXjYGXwfRUKWGhztRFej";
    const messageId = "msg_0VcC1Qh1RAKWQe5SGUQKGA5qhqMrc0MqJ8k6Pw8E5kbfE3w6";
    const replyId = "msg_0VcC1QhfpFq3mwM2v0ANjbnyakK0tA7QkBhWliLA2lPXyHru";
    const userId = "u_0VcC1QgTaPfOlfSWuLCvCHTa";
    console.log(await client.messages.cancel(replyId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_xeabayUPMNIIBWWMnZwnXI64ToNzl3MuhQo4ITczGrmkYNzWcUqzT475JmVEElO7tw9CZJAV", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_ZmerOowUg5gQde3FLZEzWlsuS7qrgcExZ1pmOBQ3vW4JUjlq2oGodnJnsSy9mRCh1cMbG4sw" });
    const agentId = "ag_0VcC1QrmfSc3zWiXf9aCypGi";
    const interactionId = "int_0VcC1Qt9aO4uYLtUsdrfpHRA6oIBo42vuyVJ";
    const messageId = "msg_0VcC1QtlAnxcpqt4tPjqXWFrgsROdmohJbnF0nLrwhi7hp7t";
    const replyId = "msg_0VcC1QuTGJNqzQonuvsfXAYkKfFPtGCtRktRVbTDC08Umo6r";
    const userId = "u_0VcC1Qt9lPHzC13fgP7gP3QE";
    console.log(await client.messages.feedback(replyId, { rating: "up", comment: "Just what I needed" }));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_vDZYe0rWPiaCcMtHYS1bCiz8f4ogaXREQdWYoOXZdPzavjObV9uRYobMxozaZuwtNOG6Hvvm", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_yo2DoUYNHW77SlyPUYt0Gg0VYKU2F8Bf6MSTFYmkdb6d9NIKBrXQxfdWUdvUTNfjPWyZgmjZ" });
    const agentId = "ag_0VcC1R59R3Ke0K082c6Zlx03";
    const interactionId = "int_0VcC1R7MCHETscGG41ZPHuX9ZsGyxtAqxjsY";
    const messageId = "msg_0VcC1R82IbrUMmPMvWVDTXEgQXqZF2y9aEvzdCLHbYqnyX4U";
    const replyId = "msg_0VcC1R8tPlaN4uw9yAwJ3W8eao6eZWYar3WaWX3lmw7iKBz1";
    const userId = "u_0VcC1R7MsHf9yUWUIs5szKJ0";
    for await (const text of client.messages.resume(replyId).text())
        console.log(text);
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_5Zthd3qVRqgWwT3997msjinkPGJDgSzpczgSyAwM5XZoqYj0aw1MkvenJGmaFdqCpRY48Nuv", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_qCZFmQQbMUdlRPHPdpnPxuFPw2lJ0eS8cdxsxdp0RqEbtmxwy7J3hm96Qu9Z3SF7L01LCv1H" });
    const agentId = "ag_0VcC1RJvPACLbpigWt6NCCsx";
    const interactionId = "int_0VcC1RLLTfG74NmsoX9gTARQQxefuewFMSyJ";
    const messageId = "msg_0VcC1RMjKmNS5rgvKv0CNQFajauiObozNFiHdtlGleCSpmnz";
    const replyId = "msg_0VcC1RNCUzAqEVWBW4nXFWn4La5zjJFOMRGC9DPTeb0HBVnN";
    const userId = "u_0VcC1RLLSRvJZ80WqWZU3gxO";
    console.log(await admin.models.list());
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_ejULSbFU6vfz3e4Mug3mIbZ2PVZ2vCTYOObs8sa8UnVgKSsvNQQhCsCm7Wq5idKnVjlLdyTQ", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_POCVJKu27gNc06JQPSWD9YVS8Mgx7ZswI8Y1AgSbETZdZjullRZgayhd8EYbaTS0lOIIINJi" });
    const agentId = "ag_0VcC1RXItoU45GLFXgx2X3BW";
    const interactionId = "int_0VcC1RYyoilrX5hGLl1NE4DuJVjmeAUymqSW";
    const messageId = "msg_0VcC1RZlsCws6aFdRYS0PZBAemb5zZG65myBzbDJbCVlOlN4";
    const replyId = "msg_0VcC1RaVLf5I4I74vOwJmgFO6QYWBTgCxg0oSxHY7CIsZKgZ";
    const userId = "u_0VcC1RYyeA7UqLCidjScc9qD";
    console.log(await admin.project.get());
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_Hpr8haim2XJgpk5YxnrEsnATwxHYvnT76pmKDDLwTiIvYQaEphzN19G0sXTPRZM4Sgm7ukg3", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_8nb4UyXnKrQskV5DgkmZjXiN87S9XOFBploGj7h8KAYkRoJUUbIYz50wuf0WRt9nAIYWc8Fu" });
    const agentId = "ag_0VcC1Rj1i3LdVePgX8jkQQKQ";
    const interactionId = "int_0VcC1RktXR3nh5ckXkLpR2SpUNlbNcHMqBN3";
    const messageId = "msg_0VcC1RlhmjtFTMTc0ChC6TUHMuOBjL7OnulqFTptKaGRdzBC";
    const replyId = "msg_0VcC1RnTLxxG11TCvWpauG1sYmDyc2KWUVw6jvI6MFUG06f3";
    const userId = "u_0VcC1RktwXRKzkt561OGxdwT";
    console.log(await admin.project.update({ allowedOrigins: ["https://app.example.com"] }));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_3pPAIgBbG1Kf58xZ7uCHDgkU1RFzargWcB0kWVdnLlzCzMkbK6XrVfr82pfVum2Pi4c2ODTj", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_qoJpXVdT1KTj0gSTxzTQXqzFfYDdPwi7Dr8b2INvYfdl4pDWwmgUuAkCDCqWsxpK26gRc0Mz" });
    const agentId = "ag_0VcC1RxL6kmClf40FDSJkHOj";
    const interactionId = "int_0VcC1RyeqhPGhBJCARj9N5WIZ5IrZBSu6blf";
    const messageId = "msg_0VcC1RzFtzsVUH7WH0wclrB66HuM3tvdMFg2fJG0jj6EE5XY";
    const replyId = "msg_0VcC1RzxZoqY37fHMXQ1S3bRgPL9xTdSokKmNz7mW6ZjJyEh";
    const userId = "u_0VcC1RyduJibqxsGekBeLkk6";
    console.log(await admin.users.list());
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_ryqEcBOy4GLEya9bqx3fox8xy0pj2NR41jEeHnJHSClikXzrc6vmPpPXrmDaiGn4OiBaMVdM", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_PjXTf1NXPbmjPUptCpyZATZDTj26U0Z2IA8hx2Z970KAxib4SpW1wwhJ4sjiFNMIRFDBUqFI" });
    const agentId = "ag_0VcC1S8Z0yuhZbWINtTcGeEO";
    const interactionId = "int_0VcC1SAOWE6bjQ6n27Dsmc2X0I105BQk0hQA";
    const messageId = "msg_0VcC1SAr2kCPCzByu9KWav3wkfJrqXj9UjMgLBQ3vwUpyYOZ";
    const replyId = "msg_0VcC1SCWk8iFTM9z8HJXOLaLjW8NcDgENghpidxlvyWaJCKV";
    const userId = "u_0VcC1SAOdYwUwXFL7IOtdTPO";
    console.log(await admin.users.create({ externalId: "zoe", firstName: "Zoe" }));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_w99Kc1Q2jz70UdTJVuWOKAIiDtZZzKlsipzYfFeiYyRb9YsFyLLHwGiMCFaT6W62gf2x3XYl", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_gw6bOFFl785QPkZgAVwWBQDZsXW5HBWaCXJGePiWL8chnTM9oIuCtfdfHTuh7KaggOWwcp38" });
    const agentId = "ag_0VcC1SPAdgPT9uiS3wcfWAv6";
    const interactionId = "int_0VcC1SRHv1a1AVJ5YJn2D4q9Zs7rlWTwx4d9";
    const messageId = "msg_0VcC1SS2CWn3neqAcyLA9FLo7rQamJlbFqSk7LFN0TsQHQJB";
    const replyId = "msg_0VcC1ST9KMtOaH3M5nDLkeKLzQv2LtLNFnl7M6TcPIxfK5tc";
    const userId = "u_0VcC1SRHNYmoVCzzZeS8Kn9a";
    console.log(await client.users.get(userId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_RDzbjy2R25cxa3A1oi4u2tgXz5r2K5lx9dmRsl84dIXnChEDqYMkr6cfq86ryvHA0kFAdCwC", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_ffcsLhI6n9n6Hyggyi1ELObWPTyjEqFNEQSt0R7iV9TtjamhZTC0iGsyY1e5wj84cjV6iNvk" });
    const agentId = "ag_0VcC1SexTv05r43lLcj7tuBX";
    const interactionId = "int_0VcC1SgZi6UmfxueBwbYC52WsABu3NtkW5VY";
    const messageId = "msg_0VcC1ShQW78OvvkTS4bm0LrWjzZ7v66NQq0dTnLqBRaBwiid";
    const replyId = "msg_0VcC1SiNPpn9I9WTjnCuDrhDBIJCb0CYRo4R9y9Jw2m1mTnx";
    const userId = "u_0VcC1SgZKb5GRILfcfPZ7mO8";
    console.log(await admin.users.get(userId));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_F35ubaeoHvvTbrZj0PGXZmksBVXJvoTARTFsOsz1hvzyo9LBWB5AesnDfTZy7H3jw72F1C7g", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_DsFtcuKIN7h767ic8ZF6xiZ4XEFQAVwqZmEnqN8wOK6iC7tfkHe4oavLvgrMj1LKl56qcvrG" });
    const agentId = "ag_0VcC1Sv56E8aRE492DJlPd1z";
    const interactionId = "int_0VcC1SwYkM6qPHYgJLum5RZ9NjWJfd6UotWS";
    const messageId = "msg_0VcC1SxOBcrP8BkJiJF1UwzBqtta5yd5vffMqcMOj6y4UKfA";
    const replyId = "msg_0VcC1SyMeoNnRZMuYRtgX7o6Y3xTYNyVl0VvQvNIriVfb8r4";
    const userId = "u_0VcC1SwYcE5B1PqKsVtWtiJ9";
    console.log(await client.users.update(userId, { firstName: "Zoe" }));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_UOvW2O0U7Vd4O2ivlIOzxM05Wfa42v1dmkcf6p3NdR5Q8RNir2VG4QDNjOCFIJXeGLRvUq3y", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_tYO4CHv5W4gdcuPiTe1DZTEM9WP7LGBDO8XNtgbDzBlMMiIV6zTNMYlrvCgCbiR1AiBrP8lg" });
    const agentId = "ag_0VcC1TAoQbsbhUmKfBtQWEzH";
    const interactionId = "int_0VcC1TDv3eqk4TNGBVuN6D2Ky7DYro2OSgbj";
    const messageId = "msg_0VcC1TERmHZQpouFRe8oSbmDf0leMzgOEitumDsTeMrl2S9z";
    const replyId = "msg_0VcC1TFLm2R1GlRmW9ZQe0WlYZc4gqv17xjhjjroLI1kb6aN";
    const userId = "u_0VcC1TDvhqOsIZDcKqsHsmOM";
    console.log(await admin.users.update(userId, { firstName: "Zoe" }));
}
{
    const client = new ProficientClient({ baseUrl: "http://127.0.0.1:45903", apiKey: "pk_7FO8CvtPTifYsZGEJZXnMXRPYqj3d7VsIUfDr2nDG6LigqabVr6yieRCqbGVzeZjky13gVFX", userExternalId: "alice" });
    const admin = new AdminClient({ baseUrl: "http://127.0.0.1:45903", secretKey: "sk_9LQfvn6ltHwcf8UPAf53BIwDQfqtUPvGUlOsMJfTSOxgpa3SZM6pYhYgf6lng0s331J6Powb" });
    const agentId = "ag_0VcC1TSbrJOKXBmV4n9PVHnt";
    const interactionId = "int_0VcC1TUencBaUIM2EeRYblgHlNGwzzv4DCea";
    const messageId = "msg_0VcC1TVRIs4nMlUFutbN3EgX96ROXXQbOjFukMY7bxioUyAn";
    const replyId = "msg_0VcC1TWHLOZQJ9rHH0Y7Y84zWwvAYX9PgUcoHFbmbvCrFAMy";
    const userId = "u_0VcC1TUePPOq51jQB5eTKlJS";
    console.log(await admin.users.delete(userId));
}
