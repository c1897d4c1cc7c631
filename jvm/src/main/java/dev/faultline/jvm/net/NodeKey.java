package dev.faultline.jvm.net;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelectionKey;

/** One registration of a channel with a selector. */
final class NodeKey extends AbstractSelectionKey {
  private final NodeSelector selector;
  private final AbstractSelectableChannel channel;
  private int interest;
  private int ready;

  NodeKey(NodeSelector selector, AbstractSelectableChannel channel, int interest) {
    this.selector = selector;
    this.channel = channel;
    this.interest = interest;
  }

  Watched watched() {
    return (Watched) channel;
  }

  @Override
  public SelectableChannel channel() {
    return channel;
  }

  @Override
  public Selector selector() {
    return selector;
  }

  @Override
  public int interestOps() {
    requireValid();
    return interest;
  }

  @Override
  public SelectionKey interestOps(int ops) {
    requireValid();
    if ((ops & ~channel.validOps()) != 0) {
      throw new IllegalArgumentException("operations " + ops + " are none of " + channel);
    }
    interest = ops;
    selector.changed();
    return this;
  }

  @Override
  public int readyOps() {
    requireValid();
    return ready;
  }

  private void requireValid() {
    if (!isValid()) {
      throw new CancelledKeyException();
    }
  }

  /** What the program wants to know and is so now; nothing for a key that is cancelled. */
  int wantedAndReady() {
    return isValid() ? watched().readyOps() & interest : 0;
  }

  void ready(int ops) {
    ready = ops;
  }

  int lastReady() {
    return ready;
  }
}
