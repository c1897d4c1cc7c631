package dev.faultline.chaos.net;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many bytes of one direction were received and sent; counted while connections are open.
 *
 * @param received from the sender
 * @param sent to the receiver
 */
public record Traffic(LongAdder received, LongAdder sent) {
  public Traffic() {
    this(new LongAdder(), new LongAdder());
  }
}
