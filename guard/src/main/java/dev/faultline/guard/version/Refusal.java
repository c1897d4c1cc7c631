package dev.faultline.guard.version;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells the sender of a message which of its views differs at the receiver.
 *
 * @param view its name
 * @param mine the version at the refusing node
 * @param yours the version in the message
 * @param content the content at the refusing node; absent if the sender knows it already, or the
 *     refusing node has no such view
 */
public record Refusal(
    String view, VersionVector mine, VersionVector yours, @Nullable Object content) {
  /** Creates it. */
  public Refusal {
    Objects.requireNonNull(view, "view");
    Objects.requireNonNull(mine, "mine");
    Objects.requireNonNull(yours, "yours");
  }

  @Override
  public String toString() {
    return "refused: %s is %s here, but %s in the message".formatted(view, mine, yours);
  }
}
