package dev.faultline.link.journal;

import java.util.ArrayList;
import java.util.List;

/** What is offered while a message is handled: kept if that is taken, and else never offered. */
public final class Handling {
  /** Whether a message is being handled, and what something was offered on since. */
  private boolean handling;

  private final List<Revocable> offeredOn = new ArrayList<>();
  private final List<Participant> offeredBy = new ArrayList<>();

  boolean handling() {
    return handling;
  }

  void begin() {
    handling = true;
  }

  /**
   * The message has been handled.
   *
   * @throws OutOfMemoryError when of what belongs to it only a part is kept, or taken back
   */
  void end(boolean taken) {
    handling = false;
    try {
      if (taken) {
        // All of them first: if one fails, what the others keep must not be taken back later.
        offeredOn.forEach(Revocable::unmark);
        offeredOn.forEach(Revocable::keep);
      } else {
        offeredOn.forEach(Revocable::takeBack);
        offeredBy.forEach(Participant::tookBack);
      }
    } finally {
      offeredOn.clear();
      offeredBy.clear();
    }
  }

  /** Something is about to be offered because of the message that is being handled. */
  void offering(Participant by, Revocable on) {
    if (!on.marked()) {
      // In this order: what is marked is in the list, and what is in the list is marked.
      offeredBy.add(by);
      offeredOn.add(on);
      on.mark();
    }
  }
}
