package dev.faultline.chaos.client;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The answer does not have the expected content, so it comes from something other than a proxy
 * server, or from an unknown kind of proxy server.
 */
public final class UnknownAnswerException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  UnknownAnswerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
