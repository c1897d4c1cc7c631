package dev.faultline.sim.workload;

import dev.faultline.core.Address;
import org.jspecify.annotations.Nullable;

/**
 * How clients talk to the servers of a program that has messages of its own. Each client has one.
 *
 * @param <I> inputs
 * @param <O> outputs
 */
public interface Protocol<I, O> {
  /** The message that asks a server for an operation. */
  Object message(Request<I> request, Address server);

  /** What a message says of an attempt; null for a message that says nothing of any. */
  @Nullable Answer<O> answer(Address server, Object message);

  /** {@link Request} and {@link Answer} themselves. */
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
