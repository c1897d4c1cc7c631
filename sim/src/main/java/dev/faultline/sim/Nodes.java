package dev.faultline.sim;

import dev.faultline.agent.Agent;
import dev.faultline.core.Address;
import dev.faultline.core.BlockingNode;
import dev.faultline.core.Node;
import dev.faultline.jvm.Jvm;
import dev.faultline.jvm.Jvms;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.net.Liar;
import dev.faultline.sim.node.BlockingProcess;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.setup.Lies;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The nodes and clients of a world. */
abstract sealed class Nodes extends Declarations permits Properties {
  /** Null as long as the world has no unmodified program. */
  private @Nullable Jvms jvms;

  Nodes(Adversary adversary, WorldOptions options) {
    super(adversary, options);
  }

  /**
   * Adds a node that faults may strike.
   *
   * @param name of letters, digits and characters of {@link dev.faultline.core.Names#ALLOWED}
   * @param factory makes each incarnation, a new object each time: {@link World#run} throws {@link
   *     ModelException} when it returns one that it returned before. Called on the world's thread
   * @throws IllegalArgumentException when the name is taken, or has other characters
   */
  public <T extends Node> NodeHandle<T> node(String name, Supplier<? extends T> factory) {
    return new NodeHandle<>(add(name, false, factory));
  }

  /** Adds {@code count} nodes called {@code prefix-1}, {@code prefix-2} and so on. */
  public <T extends Node> NodeGroup<T> nodes(
      int count, String prefix, Supplier<? extends T> factory) {
    return group(count, prefix, name -> node(name, factory));
  }

  /** Adds a node for each of these names. */
  public <T extends Node> NodeGroup<T> nodes(
      List<String> names, Function<String, ? extends T> factory) {
    List<NodeHandle<T>> added = new ArrayList<>();
    for (String name : names) {
      added.add(node(name, () -> factory.apply(name)));
    }
    return new NodeGroup<>(added);
  }

  private static <T> NodeGroup<T> group(
      int count, String prefix, Function<String, NodeHandle<T>> node) {
    List<NodeHandle<T>> added = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      added.add(node.apply(prefix + "-" + i));
    }
    return new NodeGroup<>(added);
  }

  /**
   * Adds a node that belongs to the experiment and not to the system: it never crashes, pauses or
   * lies, and its clock is right; its messages travel like all others, but no partition separates
   * it from anybody.
   */
  public <T extends Node> NodeHandle<T> client(String name, Supplier<? extends T> factory) {
    return new NodeHandle<>(add(name, true, factory));
  }

  /**
   * Adds a node that is straight-line code and may block.
   *
   * @param body run once for each incarnation, in a virtual thread of the node's
   * @throws IllegalArgumentException when the name is taken
   * @throws dev.faultline.agent.AgentMissingException when this JVM runs without the agent
   */
  public Address blockingNode(String name, BlockingNode body) {
    return addBlocking(name, false, () -> new BlockingProcess(body)).address;
  }

  /**
   * Adds a node that is straight-line code and may block, with an object that properties look at.
   *
   * @param state makes that object, a new one for each incarnation
   * @param body run once for each incarnation, in a virtual thread of the node's
   * @throws IllegalArgumentException when the name is taken
   * @throws dev.faultline.agent.AgentMissingException when this JVM runs without the agent
   */
  public <S> NodeHandle<S> blockingNode(
      String name, Supplier<? extends S> state, BlockingBody<? super S> body) {
    return new NodeHandle<>(addBlocking(name, false, process(state, body)));
  }

  /** Adds {@code count} blocking nodes called {@code prefix-1}, {@code prefix-2} and so on. */
  public List<Address> blockingNodes(int count, String prefix, BlockingNode body) {
    List<Address> added = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      added.add(blockingNode(prefix + "-" + i, body));
    }
    return List.copyOf(added);
  }

  /** Adds {@code count} blocking nodes with states called {@code prefix-1} and so on. */
  public <S> NodeGroup<S> blockingNodes(
      int count, String prefix, Supplier<? extends S> state, BlockingBody<? super S> body) {
    return group(count, prefix, name -> blockingNode(name, state, body));
  }

  /** Adds a client, like {@link #client}, that is straight-line code and may block. */
  public Address blockingClient(String name, BlockingNode body) {
    return addBlocking(name, true, () -> new BlockingProcess(body)).address;
  }

  /** Adds a client that may block, with an object that properties look at. */
  public <S> NodeHandle<S> blockingClient(
      String name, Supplier<? extends S> state, BlockingBody<? super S> body) {
    return new NodeHandle<>(addBlocking(name, true, process(state, body)));
  }

  /**
   * Begins to add a node that is a Java program as it is, not written for worlds; {@link Jvm#main}
   * adds it.
   *
   * @param name of letters, digits and characters of {@link dev.faultline.core.Names#ALLOWED}
   */
  public Jvm jvm(String name) {
    return jvm(name, false);
  }

  /**
   * Begins to add a Java program as it is that belongs to the experiment, like {@link #client}: it
   * never crashes or pauses, and no partition separates it from anybody.
   */
  public Jvm jvmClient(String name) {
    return jvm(name, true);
  }

  private Jvm jvm(String name, boolean client) {
    notStarted("jvm");
    Jvms known = jvms;
    if (known == null) {
      known = new Jvms();
      jvms = known;
    }
    return known.add(
        name,
        program -> {
          SimNode node = addBlocking(name, client, () -> new BlockingProcess(program));
          node.console = true;
          return node.address;
        });
  }

  private static <S> Supplier<Node> process(
      Supplier<? extends S> state, BlockingBody<? super S> body) {
    return () -> {
      S made = state.get();
      return new BlockingProcess(env -> body.run(env, made), made);
    };
  }

  private SimNode addBlocking(String name, boolean client, Supplier<? extends Node> process) {
    Agent.require();
    SimNode node = add(name, client, process);
    node.blocking = true;
    return node;
  }

  private SimNode add(String name, boolean client, Supplier<? extends Node> factory) {
    notStarted("node");
    return kernel.add(name, client, factory);
  }

  /**
   * Gives a node a twin, which acts in its place while the adversary makes the node arbitrary
   * (Byzantine).
   *
   * @param twin makes the twin of the running, honest incarnation; the twin may call it
   */
  public World twin(Address node, UnaryOperator<Node> twin) {
    notStarted("twin");
    kernel.node(node).twin = twin;
    return self();
  }

  /**
   * Lets a node lie to others while the adversary makes it arbitrary: the stock twin of any node,
   * however it is written.
   */
  public World lies(Address node, Lies lies) {
    notStarted("lies");
    kernel.node(node).liar = new Liar(adversary, lies);
    return self();
  }
}
