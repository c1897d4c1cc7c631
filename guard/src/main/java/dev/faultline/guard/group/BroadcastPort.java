package dev.faultline.guard.group;

/** What a broadcast needs from its environment. Its methods must not call the broadcast. */
public interface BroadcastPort<V> {
  /**
   * Sends a message over a reliable, authenticated link. Never called with the member itself as
   * receiver.
   */
  void send(String to, BroadcastMessage<V> message);

  /**
   * Delivers a message. All honest members deliver the same messages, each once. Messages of one
   * origin are not ordered.
   */
  void deliver(String origin, long sequence, V value);
}
