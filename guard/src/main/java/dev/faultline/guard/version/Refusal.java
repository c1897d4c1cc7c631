package dev.faultline.guard.version;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says which view of the sender's is another one here.
 *
 * @param view its name
 * @param mine the version of who refuses
 * @param yours the version that the message had
 * @param content that of who refuses, unless the sender knows it already, or nothing is known of
 *     such a view
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
