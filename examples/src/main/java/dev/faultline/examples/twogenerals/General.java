package dev.faultline.examples.twogenerals;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;

/**
 * Acknowledges each message with the next, up to the last of the protocol, and attacks once every
 * message that is meant for him has arrived.
 */
final class General implements Node {
  /** A message of the protocol: the plan first, then acknowledgement after acknowledgement. */
  record Message(int number) {}

  private final String other;
  private final int messages;
  private final boolean begins;
  private boolean attacks;

  General(String other, int messages, boolean begins) {
    this.other = other;
    this.messages = messages;
    this.begins = begins;
  }

  boolean attacks() {
    return attacks;
  }

  @Override
  public void start(Env env) {
    if (begins) {
      send(env, 1);
    }
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    if (message instanceof Message(var number)) {
      attacks |= number == messages;
      if (number < messages) {
        send(env, number + 1);
      }
    }
  }

  private void send(Env env, int number) {
    env.send(env.address(other), new Message(number));
    // Nothing more will come: all that he can know he knows.
    attacks |= number == messages;
  }
}
