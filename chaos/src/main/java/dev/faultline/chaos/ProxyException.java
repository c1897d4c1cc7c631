package dev.faultline.chaos;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown when a proxy server refuses a request. */
public final class ProxyException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * The reason; text and status are Toxiproxy's, since its clients and their tests compare them.
   */
  public enum Reason {
    BAD_BODY(400, "bad request body"),
    MISSING_FIELD(400, "missing required field"),
    PROXY_NOT_FOUND(404, "proxy not found"),
    PROXY_EXISTS(409, "proxy already exists"),
    INVALID_STREAM(400, "stream was invalid, can be either upstream or downstream"),
    INVALID_TYPE(400, "invalid toxic type"),
    INVALID_VALUE(400, "invalid value"),
    TOXIC_EXISTS(409, "toxic already exists"),
    TOXIC_NOT_FOUND(404, "toxic not found"),
    CONNECTION_NOT_FOUND(404, "connection not found"),
    NO_SUCH_PATH(404, "there is no such path; /v2/openapi.json lists all"),
    NO_SUCH_VERB(405, "this path does not take the method"),
    BROWSER(403, "User agent not allowed"),
    NO_TOKEN(401, "expected the header Authorization: Bearer, with the server's token"),
    SYSTEM(500, "");

    private final int status;
    private final String text;

    Reason(int status, String text) {
      this.status = status;
      this.text = text;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }
  }

  private final Reason reason;
  private final @Nullable String field;

  /** For {@code reason} alone. */
  public ProxyException(Reason reason) {
    super(reason.text);
    this.reason = reason;
    field = null;
  }

  /** For {@code reason}, with a detail that names the value. */
  public ProxyException(Reason reason, String detail) {
    this(reason, null, detail);
  }

  /** For {@code reason}, with the field that is wrong and a detail that names the value. */
  public ProxyException(Reason reason, @Nullable String field, String detail) {
    super(reason.text.isEmpty() ? detail : reason.text + ": " + detail);
    this.reason = reason;
    this.field = field;
  }

  /** The invalid field, if the reason is one. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  /** What kind of refusal it is. */
  public Reason reason() {
    return reason;
  }
}
