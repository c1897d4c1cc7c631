package dev.faultline.guard.group;

/** What a broadcast needs from where it runs. Its methods may not call the broadcast. */
public interface BroadcastPort<V> {
  /** Sends a message over a link that loses none and says who sent it. Never to itself. */
  void send(String to, BroadcastMessage<V> message);

  /** What all honest members deliver, each once. Messages of one origin come in no order. */
  void deliver(String origin, long sequence, V value);
}
