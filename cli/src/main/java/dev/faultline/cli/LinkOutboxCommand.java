package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.Undelivered;
import dev.faultline.runtime.OutboxFolder;
import dev.faultline.runtime.log.LogException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows, exports and deletes what a durable link could not deliver. */
@Command(
    name = "outbox",
    description = {
      "Lists the messages in a durable link's log that the peer has not processed.",
      "They are listed by session and stream. No program may be using the log meanwhile."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:wrong usage, or no log that can be opened"},
    footer = {
      "",
      "Examples:",
      "  ./faultline link outbox /var/lib/shop/outbox",
      "  ./faultline link outbox /var/lib/shop/outbox --export undelivered",
      "  ./faultline link outbox /var/lib/shop/outbox --discard 0f6e…3c"
    })
final class LinkOutboxCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "The log's folder.")
  private Path folder = Path.of("");

  @Option(
      names = "--export",
      paramLabel = "DIR",
      description = "Write each message to a file of its own, named session-stream-sequence.")
  private @Nullable Path export;

  @Option(
      names = "--discard",
      paramLabel = "SESSION",
      description = "Delete the messages of this session, which has to be over.")
  private @Nullable String discard;

  LinkOutboxCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (OutboxFolder outbox = OutboxFolder.open(folder)) {
      List<Undelivered> all = outbox.undelivered();
      for (Undelivered each : all) {
        print(each);
        if (export != null) {
          write(outbox, each, export);
        }
      }
      if (all.isEmpty()) {
        terminal.out().println("no undelivered messages");
      }
      if (discard != null) {
        discard(outbox, all, discard);
      }
      return 0;
    } catch (LogException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw new UsageException("cannot export: " + e.getMessage(), e);
    }
  }

  private void print(Undelivered each) {
    SessionEnd ended = each.ended();
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "session %s  stream %d  messages %d to %d  %s%n",
            each.session(),
            each.stream(),
            each.first(),
            each.last(),
            ended == null ? "waiting to be delivered" : "kept: the session ended, " + ended);
  }

  private void discard(OutboxFolder outbox, List<Undelivered> all, String id) {
    Undelivered of =
        all.stream()
            .filter(each -> each.session().toString().equals(id))
            .findFirst()
            .orElseThrow(() ->
                new UsageException(
                    "--discard " + id + ": no such session has undelivered messages"));
    try {
      outbox.discard(of.session());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--discard " + id + ": " + e.getMessage(), e);
    }
    terminal.out().println("discarded the messages of session " + id);
  }

  private static void write(OutboxFolder outbox, Undelivered each, Path to) {
    try {
      Files.createDirectories(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    outbox.read(
        each,
        (sequence, bytes, offset, length) ->
            write(each, to, sequence, bytes.asSlice(offset, length)));
  }

  private static void write(Undelivered of, Path to, long sequence, MemorySegment message) {
    try {
      Files.write(
          to.resolve(of.session() + "-" + of.stream() + "-" + sequence),
          message.toArray(ValueLayout.JAVA_BYTE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
