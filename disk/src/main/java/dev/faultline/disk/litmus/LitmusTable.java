package dev.faultline.disk.litmus;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import java.util.List;

/**
 * The table of docs/disk.md: which outcome can happen under which profile, as a run of the suite
 * finds it.
 */
public final class LitmusTable {
  private LitmusTable() {}

  /** The table in Markdown; {@code can} where the outcome can happen, {@code -} where it cannot. */
  public static String of(List<Litmus> suite, Device device) {
    StringBuilder text = new StringBuilder("| outcome | calls | source |");
    Profile.all().forEach(profile -> text.append(' ').append(profile.name()).append(" |"));
    text.append("\n|---|---|---|").append("---|".repeat(Profile.all().size())).append('\n');
    for (Litmus litmus : suite) {
      text.append("| ").append(litmus.name()).append(" | `").append(litmus.calls());
      text.append(litmus.whenDone() ? "`, then the crash | " : "` | ").append(litmus.source());
      text.append(" |");
      for (Profile profile : Profile.all()) {
        text.append(litmus.canHappen(profile, device) ? " can |" : " - |");
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** The table of what is seen after failed syncs, in Markdown. */
  public static String ofFailedSyncs(List<FailedSync> suite) {
    StringBuilder text = new StringBuilder("| calls | what is seen |");
    Profile.all().forEach(profile -> text.append(' ').append(profile.name()).append(" |"));
    text.append("\n|---|---|").append("---|".repeat(Profile.all().size())).append('\n');
    for (FailedSync litmus : suite) {
      text.append("| ").append(litmus.calls()).append(" | ").append(litmus.seen()).append(" |");
      for (Profile profile : Profile.all()) {
        text.append(' ').append(litmus.observed(profile)).append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }
}
