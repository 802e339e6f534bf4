// Times are shown in the browser's own zone: it is told in a cookie, before the first page that shows any.

(() => {
  const root = document.documentElement;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const kept = `${root.dataset.zoneCookie}=${encodeURIComponent(zone ?? "")}`;
  const isKept = () => document.cookie.split("; ").includes(kept);
  if (!zone || zone === root.dataset.zone || isKept()) return;
  document.cookie = `${kept}; path=/; max-age=31536000; samesite=strict`;
  // Somebody has travelled: what is shown is asked for again, once.
  if (isKept() && root.dataset.shows) location.reload();
})();
