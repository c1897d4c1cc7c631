package dev.faultline.chaos.http;

/** Bytes that are no HTTP/1.1 that is understood here without doubt. */
final class NotHttp extends Exception {
  private static final long serialVersionUID = 1L;

  NotHttp(String reason) {
    super(reason, null, false, false);
  }
}
