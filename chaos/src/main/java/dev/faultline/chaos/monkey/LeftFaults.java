package dev.faultline.chaos.monkey;

import dev.faultline.chaos.monkey.audit.AuditLog;
import dev.faultline.chaos.monkey.audit.AuditRecord;
import dev.faultline.chaos.monkey.audit.AuditRecord.Event;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.undo.Strikes;
import dev.faultline.chaos.monkey.undo.Undo;
import dev.faultline.chaos.monkey.undo.Undone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What runs have left in a state folder that ended before they undid it. */
public final class LeftFaults {
  private final Strikes strikes;
  private final AuditLog log;
  private final InstantSource clock;

  /**
   * @param state the state folder
   */
  public LeftFaults(Path state, ProcessControl control, InstantSource clock) {
    this.strikes = new Strikes(control, Monkey.undoStore(state));
    this.log = Monkey.auditLog(state);
    this.clock = clock;
  }

  /**
   * Undoes every fault, as {@link Strikes#undoAll} does, and logs that for each of which the log
   * has the intent: those of plans are in no log.
   *
   * @param warned is told, in a line, what could not be logged
   * @throws IOException if the records of the faults cannot be read
   */
  public List<Undone> undo(boolean force, Consumer<String> warned) throws IOException {
    Map<String, AuditRecord> intents = new TreeMap<>();
    try {
      for (AuditRecord each : log.records()) {
        if (each.event() == Event.INTENT) {
          intents.put(each.run(), each);
        }
      }
    } catch (IOException e) {
      warned.accept("what is undone is not in the audit log: " + e.getMessage());
    }
    return strikes.undoAll(
        force,
        (undo, undone) -> {
          AuditRecord intent = intents.get(undo.id());
          if (intent != null) {
            append(intent, undo, undone, warned);
          }
        });
  }

  private void append(AuditRecord intent, Undo undo, Undone undone, Consumer<String> warned) {
    try {
      log.append(Monkey.record(clock.instant(), undo, intent.group(), undone));
    } catch (IOException e) {
      warned.accept("the audit log lacks that " + undo + " was undone: " + e.getMessage());
    }
  }
}
