// The QR of another device, or of the emergency sheet, is read by the camera or from a photo; it leaves this page only by its form.

const OURS = /^(owntexts|https?):\/\/\S+$|^Owntexts\nhub /;
const SIDES = [1000, 1800, 600];
const LOOK_MS = 150;

const field = document.querySelector("[data-scan]");
const scanner = document.querySelector(".scanner");
const words = scanner.querySelector("p");
const camera = scanner.querySelector("button");
const video = scanner.querySelector("video");
const photo = scanner.querySelector("input");

let loading = null;
/** The decoder, which is fetched once somebody needs it. */
const decoder = () => {
  loading ??= new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: scanner.dataset.decoder });
    script.addEventListener("load", () => done(window.jsQR));
    script.addEventListener("error", failed);
    document.head.append(script);
  });
  return loading;
};

/** What a QR in a picture says, looked for at this size; null where there is none. */
const found = async (/** @type {CanvasImageSource} */ picture, /** @type {number} */ wide, /** @type {number} */ high, /** @type {number} */ side) => {
  const decode = await decoder();
  const scale = Math.min(1, side / Math.max(wide, high));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(wide * scale), height: Math.round(high * scale) });
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const { data } = drawing.getImageData(0, 0, canvas.width, canvas.height);
  return decode(data, canvas.width, canvas.height)?.data ?? null;
};

/** Puts what was read into the form; whether it is something of ours. */
const take = (/** @type {string} */ said) => {
  if (!OURS.test(said)) {
    words.textContent = "This QR is none of Owntexts.";
    return false;
  }
  field.value = said;
  words.textContent = said.includes("recovery key") ? "Read: it says all that is needed." : "Read: the link of your hub.";
  return true;
};

photo.addEventListener("change", async () => {
  const file = photo.files[0];
  if (!file) return;
  words.textContent = "Looking …";
  try {
    const picture = await createImageBitmap(file);
    for (const side of SIDES) {
      const said = await found(picture, picture.width, picture.height, side);
      if (said) return void take(said);
    }
    words.textContent = "No QR is to be seen in this photo. Go nearer, so that it fills most of it.";
  } catch {
    words.textContent = "This photo cannot be read here.";
  } finally {
    photo.value = "";
  }
});

const stop = () => {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
  video.hidden = true;
  camera.textContent = "Scan it with the camera";
};

const look = async () => {
  if (!video.srcObject) return;
  const said = video.videoWidth ? await found(video, video.videoWidth, video.videoHeight, SIDES[0]) : null;
  if (said && take(said)) stop();
  else setTimeout(look, LOOK_MS);
};

camera.addEventListener("click", async () => {
  if (video.srcObject) return stop();
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    camera.textContent = "Stop";
    await video.play();
    look();
  } catch {
    stop();
    words.textContent = "The camera cannot be used here. Take a photo of the QR instead.";
  }
});

addEventListener("pagehide", stop);
scanner.hidden = false;
camera.hidden = !(window.isSecureContext && navigator.mediaDevices?.getUserMedia);
