package dev.faultline.sim.workload;

import dev.faultline.core.Address;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends to a server, unless a {@link Protocol} says otherwise. The server sends back
 * an {@link Answer}, which a request makes.
 *
 * <p>Networks that lose messages also deliver them twice, and a client that was told to retries:
 * two requests of one client with the same {@code operation} ask for the same thing, to be done
 * once.
 *
 * @param operation counts the operations of this client, from 1
 * @param attempt counts everything that this client sends, from 1
 * @param <I> inputs
 */
public record Request<I>(long operation, long attempt, I input) {
  /** It took effect. */
  public <O> Answer<O> done(O output) {
    return new Answer.Done<>(attempt, output);
  }

  /** The operation certainly had no effect and never will. */
  public <O> Answer<O> failed(String reason) {
    return new Answer.Failed<>(attempt, reason);
  }

  /** This server does not take it. */
  public <O> Answer<O> refused(String reason) {
    return new Answer.Refused<>(attempt, reason, null);
  }

  /** This server does not take it; another one might. */
  public <O> Answer<O> refused(String reason, @Nullable Address instead) {
    return new Answer.Refused<>(attempt, reason, instead == null ? null : instead.name());
  }

  /** Nobody knows whether it took effect, or will. */
  public <O> Answer<O> unknown(String reason) {
    return new Answer.Unknown<>(attempt, reason);
  }
}
