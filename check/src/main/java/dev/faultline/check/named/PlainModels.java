package dev.faultline.check.named;

import dev.faultline.check.Spec;
import dev.faultline.check.model.Models;
import dev.faultline.check.read.MalformedHistoryException;
import java.util.Set;

/** The models that need no look at a history to be known. */
final class PlainModels {

  /** Those out of which a drain takes everything. */
  static final Set<String> TAKE_OUT = Set.of("queue", "unordered-queue", "stack", "priority-queue");

  private PlainModels() {}

  /** What is done with a model. */
  interface Use<R> {
    <S, I> R of(Converter.Meaning<I> meaning, Spec<S, I, Object> spec)
        throws MalformedHistoryException;
  }

  static <R> R with(String model, Object initial, Use<R> use) throws MalformedHistoryException {
    return switch (model) {
      case "cas-register" -> use.of(new Meanings.OfRegister(true), Models.casRegister(initial));
      case "counter" ->
          use.of(new Meanings.OfCounter(), Models.counter(initial instanceof Long from ? from : 0));
      case "set" -> use.of(new Meanings.OfSet(), Models.set());
      case "queue" -> use.of(new Meanings.OfQueue(), Models.fifoQueue());
      case "unordered-queue" -> use.of(new Meanings.OfQueue(), Models.unorderedQueue());
      case "stack" -> use.of(new Meanings.OfQueue(), Models.stack());
      case "priority-queue" -> use.of(new Meanings.OfQueue(), Models.priorityQueue());
      case "mutex" -> use.of(new Meanings.OfLock(false, false), Models.mutex());
      case "owned-mutex" -> use.of(new Meanings.OfLock(true, false), Models.ownedMutex());
      case "fenced-lock" -> use.of(new Meanings.OfLock(true, true), Models.fencedLock());
      default -> throw new IllegalArgumentException(model);
    };
  }
}
