package dev.faultline.examples.microraft.server;

import dev.faultline.core.Address;
import dev.faultline.core.Described;
import dev.faultline.core.Env;
import dev.faultline.examples.microraft.ClusterOptions;
import dev.faultline.examples.microraft.ClusterWatch;
import dev.faultline.examples.microraft.RaftMember;
import dev.faultline.examples.microraft.RegisterOp;
import dev.faultline.examples.microraft.Wire;
import dev.faultline.examples.microraft.Wire.Answer;
import io.microraft.Ordered;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One server as a node: takes what arrives to MicroRaft, and what MicroRaft answers back.
 *
 * <p>An operation is proposed at most once for every attempt that a client makes, so that the
 * client knows what a refusal means.
 */
final class RaftServer implements RaftMember, Described {
  private final ClusterOptions options;
  private final ClusterWatch watch;
  private final Map<Address, Long> lastAttempts = new LinkedHashMap<>();
  private @Nullable Membership membership;
  private Remarks.@Nullable Author author;

  RaftServer(ClusterOptions options, ClusterWatch watch) {
    this.options = options;
    this.watch = watch;
  }

  @Override
  public String endpoint() {
    return membership().endpoint();
  }

  @Override
  public String describe() {
    return membership == null ? "" : membership.describe();
  }

  @Override
  public void start(Env env) {
    author = new Remarks.Author(env, watch);
    Remarks.attribute(author);
    membership = Membership.resume(env, options, watch);
  }

  @Override
  public void timer(Env env, Object tag) {
    Remarks.attribute(author);
    ((Tasks.Due) tag).run();
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    Remarks.attribute(author);
    if (message instanceof RaftPacket packet) {
      membership().handle(packet);
      return;
    }
    switch ((Wire) message) {
      case Wire.Request request -> request(env, from, request);
      case Wire.AskMembers ask -> env.send(from, membership().members(ask.number()));
      case Wire.ChangeMembers change -> membership().change(change);
      case Wire.Replace(var endpoint) -> replace(env, endpoint);
      case Wire.Reply _, Wire.Members _ ->
          throw new IllegalStateException("a server was sent " + message);
    }
  }

  private void request(Env env, Address client, Wire.Request request) {
    if (request.incarnation() != env.incarnation()) {
      reply(env, client, request, new Answer.OtherIncarnation(env.incarnation()));
      return;
    }
    if (lastAttempts.getOrDefault(client, 0L) >= request.attempt()) {
      return;
    }
    lastAttempts.put(client, request.attempt());
    Object proposal =
        request.op() instanceof RegisterOp.Read
            ? request.op()
            : new Command.Operate(client.name(), request.attempt(), request.op());
    CompletableFuture<Ordered<Object>> result = membership().propose(proposal);
    var _ =
        result.whenComplete((ordered, failure) ->
            reply(
                env,
                client,
                request,
                failure == null
                    ? new Answer.Done((Long) ordered.getResult())
                    : Answers.of(failure)));
  }

  private static void reply(Env env, Address client, Wire.Request request, Answer answer) {
    env.send(client, new Wire.Reply(request.attempt(), answer));
  }

  private void replace(Env env, String endpoint) {
    if (Membership.isLater(endpoint, membership().endpoint())) {
      membership().leave();
      membership = Membership.startOver(env, options, watch, endpoint);
      watch.replaced();
    }
  }

  private Membership membership() {
    Membership present = membership;
    if (present == null) {
      throw new IllegalStateException("the server has not been started");
    }
    return present;
  }
}
