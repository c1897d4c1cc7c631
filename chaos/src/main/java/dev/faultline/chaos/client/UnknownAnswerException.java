package dev.faultline.chaos.client;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * What answers is no proxy server, or one of another kind: its answer does not show what it should.
 */
public final class UnknownAnswerException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  UnknownAnswerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
