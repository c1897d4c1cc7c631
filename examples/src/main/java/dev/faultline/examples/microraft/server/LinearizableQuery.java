package dev.faultline.examples.microraft.server;

import io.microraft.Ordered;
import io.microraft.QueryPolicy;
import io.microraft.RaftNode;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * {@code RaftNode.query} with the linearizable policy; its signature changed between 0.5 and 0.7.
 */
final class LinearizableQuery {
  private static final MethodHandle QUERY = find();

  private LinearizableQuery() {}

  @SuppressWarnings("unchecked") // the type of the result is the state machine's
  static CompletableFuture<Ordered<Object>> run(RaftNode raft, Object query) {
    try {
      return (CompletableFuture<Ordered<Object>>) QUERY.invokeExact(raft, query);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  private static MethodHandle find() {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      return bind(lookup, Optional.class, Optional.class)
          .asType(MethodType.methodType(CompletableFuture.class, RaftNode.class, Object.class));
    } catch (NoSuchMethodException newer) {
      try {
        return bind(lookup, long.class)
            .asType(MethodType.methodType(CompletableFuture.class, RaftNode.class, Object.class));
      } catch (ReflectiveOperationException older) {
        older.addSuppressed(newer);
        throw new IllegalStateException(
            "this version of MicroRaft has an unknown query method", older);
      }
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Fixes the policy and leaves out everything that may follow it. */
  private static MethodHandle bind(MethodHandles.Lookup lookup, Class<?>... afterPolicy)
      throws NoSuchMethodException, IllegalAccessException {
    MethodType type =
        MethodType.methodType(CompletableFuture.class, Object.class, QueryPolicy.class)
            .appendParameterTypes(afterPolicy);
    MethodHandle query = lookup.findVirtual(RaftNode.class, "query", type);
    query = MethodHandles.insertArguments(query, 2, QueryPolicy.LINEARIZABLE);
    for (Class<?> parameter : afterPolicy) {
      Object absent = parameter == long.class ? (Object) 0L : Optional.empty();
      query = MethodHandles.insertArguments(query, 2, absent);
    }
    return query;
  }
}
