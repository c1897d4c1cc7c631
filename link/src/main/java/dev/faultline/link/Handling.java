package dev.faultline.link;

import java.util.ArrayList;
import java.util.List;

/** What is offered while a message is handled: kept if that is taken, and else never offered. */
final class Handling {
  /** Whether a message is being handled, and what something was offered on since. */
  private boolean handling;

  private final List<LoggedSender> offeredOn = new ArrayList<>();
  private final List<Session> offeredBy = new ArrayList<>();

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
        offeredOn.forEach(stream -> stream.packer.unmark());
        offeredOn.forEach(LoggedSender::keep);
      } else {
        offeredOn.forEach(stream -> stream.packer.takeBack());
        offeredBy.forEach(session -> session.logged().tookBack());
      }
    } finally {
      offeredOn.clear();
      offeredBy.clear();
    }
  }

  /** Something is about to be offered because of the message that is being handled. */
  void offering(Session by, LoggedSender on) {
    if (!on.packer.marked()) {
      // In this order: what is marked is in the list, and what is in the list is marked.
      offeredBy.add(by);
      offeredOn.add(on);
      on.packer.mark();
    }
  }
}
