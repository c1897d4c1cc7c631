package dev.faultline.examples.microraft;

import dev.faultline.core.Address;
import dev.faultline.sim.workload.Answer;
import dev.faultline.sim.workload.Protocol;
import dev.faultline.sim.workload.Request;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a client talks to the servers: each attempt is meant for one incarnation of one of them. */
final class RaftProtocol implements Protocol<RegisterOp, Long> {
  private final Map<String, Integer> incarnations = new LinkedHashMap<>();

  @Override
  public Object message(Request<RegisterOp> request, Address server) {
    int incarnation = incarnations.getOrDefault(server.name(), 0);
    return new Wire.Request(request.attempt(), incarnation, request.input());
  }

  @Override
  public @Nullable Answer<Long> answer(Address server, Object message) {
    if (!(message instanceof Wire.Reply(var attempt, var answer))) {
      return null;
    }
    return switch (answer) {
      case Wire.Answer.Done(var value) -> new Answer.Done<>(attempt, value);
      case Wire.Answer.OtherIncarnation(var incarnation) -> {
        incarnations.put(server.name(), incarnation);
        yield new Answer.Refused<>(attempt, "another incarnation", server.name());
      }
      case Wire.Answer.Refused(var reason, var hint) -> {
        String leader = hint == null ? null : ClusterOptions.serverOf(hint);
        yield new Answer.Refused<>(attempt, reason, server.name().equals(leader) ? null : leader);
      }
      case Wire.Answer.Unknown(var reason) -> new Answer.Unknown<>(attempt, reason);
    };
  }
}
