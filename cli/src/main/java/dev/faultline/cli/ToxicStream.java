package dev.faultline.cli;

import dev.faultline.chaos.toxic.Stream;
import dev.faultline.explore.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which direction a toxic sees. */
final class ToxicStream {
  @Option(
      names = {"-u", "--upstream"},
      description = "It sees what clients send.")
  private boolean upstream;

  @Option(
      names = {"-d", "--downstream"},
      description = "It sees what the server sends; the default.")
  private boolean downstream;

  @Option(
      names = {"-b", "--both"},
      description = "It sees both.")
  private boolean both;

  @Option(
      names = "--stream",
      paramLabel = "STREAM",
      completionCandidates = Streams.class,
      description = "The same in a word: ${COMPLETION-CANDIDATES}.")
  private @Nullable String stream;

  Stream chosen() {
    List<Stream> chosen = new ArrayList<>();
    if (upstream) {
      chosen.add(Stream.UPSTREAM);
    }
    if (downstream) {
      chosen.add(Stream.DOWNSTREAM);
    }
    if (both) {
      chosen.add(Stream.BOTH);
    }
    if (stream != null) {
      chosen.add(named("--stream", stream));
    }
    if (chosen.size() > 1) {
      throw new UsageException("--upstream, --downstream, --both and --stream exclude each other");
    }
    return chosen.isEmpty() ? Stream.DOWNSTREAM : chosen.getFirst();
  }

  static Stream named(String option, String text) {
    return Stream.named(text)
        .orElseThrow(() ->
            new UsageException(
                "%s is '%s', expected upstream, downstream or both".formatted(option, text)));
  }

  /** For completion. */
  private static final class Streams extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Streams() {
      for (Stream stream : Stream.values()) {
        add(stream.name().toLowerCase(Locale.ROOT));
      }
    }
  }
}
