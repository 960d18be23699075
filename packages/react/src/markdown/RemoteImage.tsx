import { type ReactNode, useState } from "react";
import { ImageIcon } from "../view/icons.js";
import { useWords } from "../view/words.js";
import { safeImage } from "./policy.js";

/** An image that is loaded only when its reader wants it: loading tells its host who reads what, and when. */
export function RemoteImage({ src, alt }: { src: string; alt: string }): ReactNode {
  const words = useWords();
  const [wanted, setWanted] = useState<string>();
  const [failed, setFailed] = useState<string>();
  const url = safeImage(src);
  if (!url) return <span className="pf-image-blocked">[{alt || words("blockedImage")}]</span>;
  const { host } = url;
  if (failed === url.href) {
    // It is not there, or the page around lets no images of others in: then it can be opened by itself.
    return (
      <a className="pf-image-gate" href={url.href} title={url.href} target="_blank" rel="noopener noreferrer">
        <ImageIcon />
        <span>{alt || host}</span>
      </a>
    );
  }
  if (wanted === url.href) {
    const fail = () => setFailed(url.href);
    return (
      <img className="pf-image" src={url.href} alt={alt} referrerPolicy="no-referrer" decoding="async" onError={fail} />
    );
  }
  return (
    <button type="button" className="pf-image-gate" title={url.href} onClick={() => setWanted(url.href)}>
      <ImageIcon />
      <span>
        {alt && <b>{alt} · </b>}
        {words("image", { host })}
        <small>{words("imageHint", { host })}</small>
      </span>
    </button>
  );
}
