import { type ReactNode, useState } from "react";
import { ImageIcon } from "../ui/icons.js";
import { useTranslate } from "../ui/translation.js";
import { safeImage } from "./policy.js";

/** An image that loads only on request, since loading it tells its host who reads which message, and when. */
export function RemoteImage({ src, alt }: { src: string; alt: string }): ReactNode {
  const t = useTranslate();
  const [requested, setRequested] = useState<string>();
  const [failed, setFailed] = useState<string>();
  const url = safeImage(src);
  if (!url) return <span className="pf-image-blocked">[{alt || t("blockedImage")}]</span>;
  const { host } = url;
  if (failed === url.href) {
    // The image does not exist, or the page's content security policy blocks it. Link to it instead.
    return (
      <a className="pf-image-gate" href={url.href} title={url.href} target="_blank" rel="noopener noreferrer">
        <ImageIcon />
        <span>{alt || host}</span>
      </a>
    );
  }
  if (requested === url.href) {
    return (
      <img
        className="pf-image"
        src={url.href}
        alt={alt}
        referrerPolicy="no-referrer"
        decoding="async"
        onError={() => setFailed(url.href)}
      />
    );
  }
  return (
    <button type="button" className="pf-image-gate" title={url.href} onClick={() => setRequested(url.href)}>
      <ImageIcon />
      <span>
        {alt && <b>{alt} · </b>}
        {t("image", { host })}
        <small>{t("imageHint", { host })}</small>
      </span>
    </button>
  );
}
