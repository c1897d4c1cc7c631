package dev.faultline.chaos.monkey;

import dev.faultline.chaos.monkey.group.Instance;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.safety.Check;
import dev.faultline.chaos.monkey.undo.Undo;
import java.util.Optional;

/** What came of an attempt. */
public sealed interface Outcome {
  /**
   * The victim was struck.
   *
   * @param undo empty where nothing can be undone
   */
  record Struck(Instance victim, ProcessFault fault, Optional<Undo> undo) implements Outcome {}

  /** The monkey is leashed: it would have been struck. */
  record Said(Instance victim, ProcessFault fault) implements Outcome {}

  /**
   * A check said no.
   *
   * @param error whether that is an error
   */
  record Refused(Check check, String reason, boolean error) implements Outcome {}

  /** It was tried, and failed. */
  record Failed(Instance victim, String reason) implements Outcome {}
}
