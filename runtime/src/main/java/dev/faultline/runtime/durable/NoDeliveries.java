package dev.faultline.runtime.durable;

import dev.faultline.link.Processing;
import dev.faultline.link.Session;
import dev.faultline.runtime.Message;

/** A node that only sends: what others send it stays with them. */
record NoDeliveries() implements Deliveries {
  @Override
  public Processing processing() {
    return Processing.EXACTLY_ONCE;
  }

  @Override
  public boolean arrived(Session session, Message message) {
    return false;
  }
}
