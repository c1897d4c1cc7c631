package dev.faultline.chaos.monkey;

import dev.faultline.chaos.monkey.group.Instance;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.safety.Check;
import dev.faultline.chaos.monkey.undo.Undo;
import java.util.Optional;

/** The outcome of an attempt. */
public sealed interface Outcome {
  /**
   * The victim was struck.
   *
   * @param undo empty if nothing can be undone
   */
  record Struck(Instance victim, ProcessFault fault, Optional<Undo> undo) implements Outcome {}

  /** The monkey is leashed: the victim would have been struck. */
  record Said(Instance victim, ProcessFault fault) implements Outcome {}

  /**
   * A check refused.
   *
   * @param error whether that is an error
   */
  record Refused(Check check, String reason, boolean error) implements Outcome {}

  /** The strike was tried, and failed. */
  record Failed(Instance victim, String reason) implements Outcome {}
}
