package dev.faultline.sim.workload;

import dev.faultline.core.Address;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends to a server, unless a {@link Protocol} says otherwise. The server sends back
 * an {@link Answer}, which a request makes.
 *
 * <p>Networks may duplicate a request, and clients may {@linkplain dev.faultline.sim.Clients#retry
 * retry}. Requests of one client with the same {@code operation} ask for the same operation, which
 * should be performed once.
 *
 * @param operation counts the operations of this client, from 1
 * @param attempt counts the requests of this client, from 1
 * @param <I> inputs
 */
public record Request<I>(long operation, long attempt, I input) {
  /** The operation took effect. */
  public <O> Answer<O> done(O output) {
    return new Answer.Done<>(attempt, output);
  }

  /** The operation certainly had no effect and never will. */
  public <O> Answer<O> failed(String reason) {
    return new Answer.Failed<>(attempt, reason);
  }

  /** This server refuses the request. */
  public <O> Answer<O> refused(String reason) {
    return new Answer.Refused<>(attempt, reason, null);
  }

  /** This server refuses the request; {@code instead} may accept it. */
  public <O> Answer<O> refused(String reason, @Nullable Address instead) {
    return new Answer.Refused<>(attempt, reason, instead == null ? null : instead.name());
  }

  /** It is unknown whether the operation took effect, or still will. */
  public <O> Answer<O> unknown(String reason) {
    return new Answer.Unknown<>(attempt, reason);
  }
}
