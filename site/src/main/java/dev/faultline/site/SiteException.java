package dev.faultline.site;

/** A page that no site can be made of; the message names it. */
public final class SiteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SiteException(String message) {
    super(message);
  }
}
