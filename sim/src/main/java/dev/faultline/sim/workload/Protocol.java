package dev.faultline.sim.workload;

import dev.faultline.core.Address;
import org.jspecify.annotations.Nullable;

/**
 * Translates between clients and a program that has its own messages. Each client has its own
 * protocol object.
 *
 * @param <I> inputs
 * @param <O> outputs
 */
public interface Protocol<I, O> {
  /** The message that requests an operation from a server. */
  Object message(Request<I> request, Address server);

  /** The answer that a message contains; null if it contains none. */
  @Nullable Answer<O> answer(Address server, Object message);

  /** Sends {@link Request} and expects {@link Answer} as they are. */
  static <I, O> Protocol<I, O> plain() {
    return new Protocol<>() {
      @Override
      public Object message(Request<I> request, Address server) {
        return request;
      }

      @Override
      @SuppressWarnings("unchecked") // the server answers as the model of these clients has it
      public @Nullable Answer<O> answer(Address server, Object message) {
        return message instanceof Answer<?> answer ? (Answer<O>) answer : null;
      }
    };
  }
}
