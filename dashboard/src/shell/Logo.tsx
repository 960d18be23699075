/** The logo, as in the documentation. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" className="shrink-0">
      <path fill="#4f46e5" d="M5 2h14a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3h-7l-5 4v-4H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3z" />
      <path
        fill="none"
        stroke="#fff"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
        d="m7.5 10.5 3 3 6-7"
      />
    </svg>
  );
}
