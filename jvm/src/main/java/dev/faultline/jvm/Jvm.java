package dev.faultline.jvm;

import dev.faultline.agent.Programs;
import dev.faultline.core.Address;
import dev.faultline.core.BlockingNode;
import dev.faultline.jvm.net.Hosts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A Java program that was not written for worlds, as a node of one: what {@code java -cp … Main …}
 * says, in a world. Each incarnation loads its classes anew, so that static variables die at a
 * crash and are shared with no other node. {@code docs/jvm.md} lists what is simulated, and what is
 * refused.
 *
 * <p>The program's lines on standard output and error are remarks in the world's trace, and part of
 * its hash. What nobody catches in one of its threads is a finding, unless the program has set a
 * handler; so is an exit status other than 0. Not thread-safe: belongs to the world's thread.
 */
public final class Jvm {
  private final String name;
  private final Hosts hosts;
  private final Function<BlockingNode, Address> adder;
  private final List<Path> classPath = new ArrayList<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private @Nullable Consumer<String> output;

  /**
   * A node of a world.
   *
   * @param name of the node
   * @param hosts of that world
   * @param adder adds it to the world
   */
  Jvm(String name, Hosts hosts, Function<BlockingNode, Address> adder) {
    this.name = name;
    this.hosts = hosts;
    this.adder = adder;
  }

  /** Adds folders and jars to where its classes and resources come from; nothing by default. */
  public Jvm classpath(Path... entries) {
    classPath.addAll(List.of(entries));
    return this;
  }

  /** Adds the folders and jars of a class path as {@code java -cp} takes it. */
  public Jvm classpath(String path) {
    for (String entry : path.split(java.io.File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        classPath.add(Path.of(entry));
      }
    }
    return this;
  }

  /** Sets a property of the system, as {@code java -D} does. */
  public Jvm property(String key, String value) {
    properties.put(key, value);
    return this;
  }

  /** Sets a variable of its environment, which is empty by default. */
  public Jvm environment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /**
   * Gives the node this address of the world's network, in place of the next free one of 10.0.0.0.
   *
   * @param address of IPv4, such as {@code 10.0.0.7}
   * @throws IllegalArgumentException when it is none, or another program of the world has it
   */
  public Jvm address(String address) {
    hosts.add(name, address);
    return this;
  }

  /**
   * Puts a file on the node's disk before its program first runs, such as its configuration. It is
   * durable, and the program's from then on.
   *
   * @param path absolute, such as {@code /conf/server.properties}
   * @param content of the file, in UTF-8
   * @throws IllegalArgumentException when the path is not absolute, is none that a disk can have,
   *     or does not go with that of another file
   */
  public Jvm file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Puts a file of any bytes on the node's disk, such as a key store, as {@link #file(String,
   * String)} does.
   */
  public Jvm file(String path, byte[] content) {
    if (!path.startsWith("/") || path.endsWith("/")) {
      throw new IllegalArgumentException(
          "node '%s': the file '%s' has no absolute path; name it from the root, such as /conf/app.properties"
              .formatted(name, path));
    }
    FirstFiles.check(name, path, files.keySet());
    files.put(path, content.clone());
    return this;
  }

  /**
   * Tells somebody outside the world each line that the program prints.
   *
   * @param lines called in the program's turn
   */
  public Jvm output(Consumer<String> lines) {
    output = lines;
    return this;
  }

  /**
   * Adds the node.
   *
   * @param mainClass the class whose {@code main} is run
   * @param arguments for it
   * @return its address
   * @throws IllegalArgumentException when an entry of the class path does not exist, when none has
   *     such a class, or when that class has no {@code main}
   * @throws dev.faultline.agent.AgentMissingException when this JVM runs without the agent
   * @throws IllegalStateException when the JDK is one that the agent does not fit
   */
  public Address main(String mainClass, String... arguments) {
    Programs.prepare();
    FirstUses.make();
    ClassPath opened = ClassPath.of(classPath);
    if (opened.entryOf(mainClass.replace('.', '/') + ".class") == null) {
      throw new IllegalArgumentException(
          "node '%s': the class path '%s' has no class %s; name the one with main as java does, such as org.example.Main"
              .formatted(name, opened, mainClass));
    }
    if (!opened.hasMain(mainClass)) {
      throw new IllegalArgumentException(
          "node '%s': class %s of the class path '%s' has no method main; name a class with 'void main(String[])', as java does"
              .formatted(name, mainClass, opened));
    }
    Map<String, String> all = SystemProperties.of(name, opened.toString());
    all.putAll(properties);
    hosts.add(name);
    return adder.apply(
        new JvmProcess(
            name,
            opened,
            mainClass,
            arguments.clone(),
            all,
            Collections.unmodifiableMap(new LinkedHashMap<>(environment)),
            hosts,
            new FirstFiles(files),
            output));
  }
}
