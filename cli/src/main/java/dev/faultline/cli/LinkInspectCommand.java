package dev.faultline.cli;

import com.google.gson.JsonObject;
import dev.faultline.explore.UsageException;
import dev.faultline.runtime.log.CorruptLogException;
import dev.faultline.runtime.log.LogException;
import dev.faultline.runtime.log.LogInspection;
import dev.faultline.runtime.log.RecordVisitor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a durable log holds. */
@Command(
    name = "inspect",
    description = "Shows the durable log in a folder, and changes nothing.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the log is sound",
      "1:the log is corrupt: durable bytes have changed",
      "2:wrong usage, or no log that can be read"
    },
    footer = {"", "Example:", "  ./faultline link inspect outbox --records"})
final class LinkInspectCommand implements Callable<Integer> {
  private static final int SHOWN_BYTES = 32;
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "The log's folder.")
  private Path folder = Path.of("");

  @Option(
      names = "--records",
      description = "Also print each record's position, length and first bytes.")
  private boolean records;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  LinkInspectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    RecordVisitor visitor =
        records && !json ? this::print : (position, memory, offset, bytes) -> {};
    LogInspection log;
    try {
      log = LogInspection.of(folder, visitor);
    } catch (CorruptLogException e) {
      terminal.err().println("faultline: " + e.getMessage());
      return ExitCode.VIOLATION.number();
    } catch (LogException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    if (json) {
      terminal.out().println(Json.text(document(log)));
    } else {
      print(log);
    }
    return log.damage() == null ? 0 : ExitCode.VIOLATION.number();
  }

  private void print(long position, MemorySegment memory, long offset, int bytes) {
    byte[] start =
        memory.asSlice(offset, Math.min(SHOWN_BYTES, bytes)).toArray(ValueLayout.JAVA_BYTE);
    terminal
        .out()
        .printf(
            "%12d  %8d bytes  %s%s%n",
            position, bytes, HexFormat.of().formatHex(start), bytes > SHOWN_BYTES ? "…" : "");
  }

  private void print(LogInspection log) {
    terminal.out().printf("log          %s%n", folder);
    terminal
        .out()
        .printf(
            "segments     %d of %,d bytes: %s to %s%n",
            log.segments().size(),
            log.segmentBytes(),
            log.segments().getFirst(),
            log.segments().getLast());
    terminal.out().printf("records      %,d with %,d bytes%n", log.records(), log.bytes());
    terminal.out().printf("positions    %d to %d%n", log.first(), log.end());
    terminal.out().printf("incarnation  %d%n", log.incarnation());
    CorruptLogException damage = log.damage();
    if (damage == null) {
      terminal.out().println("state        sound");
    } else {
      terminal
          .out()
          .printf(
              "state        corrupt at segment %s, offset %d%n", damage.segment(), damage.offset());
      terminal.err().println("faultline: " + damage.getMessage());
    }
  }

  private JsonObject document(LogInspection log) {
    JsonObject document = new JsonObject();
    document.addProperty("log", folder.toString());
    document.add("segments", Json.strings(log.segments()));
    document.addProperty("segmentBytes", log.segmentBytes());
    document.addProperty("records", log.records());
    document.addProperty("bytes", log.bytes());
    document.addProperty("first", log.first());
    document.addProperty("end", log.end());
    document.addProperty("incarnation", log.incarnation());
    CorruptLogException damage = log.damage();
    document.addProperty("corruptSegment", damage == null ? null : damage.segment());
    document.addProperty("corruptOffset", damage == null ? null : damage.offset());
    return document;
  }
}
