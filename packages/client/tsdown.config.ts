export { default } from "../../tsdown.config.js";
