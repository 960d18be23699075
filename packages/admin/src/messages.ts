import { MessageResource } from "@proficient/core";
import type { MonitoredMessage } from "./types.js";

/** The messages of all users' conversations, with monitoring data. */
export class Messages extends MessageResource<MonitoredMessage> {}
