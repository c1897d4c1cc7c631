package dev.faultline.jvm;

import dev.faultline.agent.ProgramHost;
import dev.faultline.agent.Programs;
import dev.faultline.core.BlockingEnv;
import dev.faultline.core.BlockingNode;
import dev.faultline.jvm.net.Hosts;
import dev.faultline.jvm.net.NodeNetwork;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import javax.management.MBeanServerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The program of a node, run once for each incarnation. Immutable.
 *
 * @param node its name
 * @param classPath where its classes come from
 * @param mainClass whose {@code main} is run
 * @param arguments for it
 * @param properties all properties of the system
 * @param environment all variables of the environment
 * @param hosts the addresses of all programs of the world
 * @param files that are on its disk at first
 * @param output is told each line that the program prints; null for nobody
 */
record JvmProcess(
    String node,
    ClassPath classPath,
    String mainClass,
    String[] arguments,
    Map<String, String> properties,
    Map<String, String> environment,
    Hosts hosts,
    FirstFiles files,
    @Nullable Consumer<String> output)
    implements BlockingNode {

  @Override
  public void run(BlockingEnv env) {
    NodeLoader loader = new NodeLoader(classPath);
    Host host = new Host(env, classPath, files, new NodeNetwork(env, hosts), output);
    Programs.begin(
        properties,
        environment,
        host,
        loader,
        () -> MainMethod.run(loader, mainClass, arguments.clone()));
  }

  /**
   * Tells the world what the program prints, and how it ends.
   *
   * @param env of the incarnation
   * @param classPath where its classes come from
   * @param files that are on its disk at first
   * @param network of the incarnation
   * @param output as above
   */
  private record Host(
      BlockingEnv env,
      ClassPath classPath,
      FirstFiles files,
      NodeNetwork network,
      @Nullable Consumer<String> output)
      implements ProgramHost {
    @Override
    public Object newBeanServer() {
      return MBeanServerFactory.newMBeanServer();
    }

    @Override
    public boolean isOfClassPath(String path) {
      return classPath.has(path);
    }

    @Override
    public void line(boolean error, String text) {
      env.remark((error ? "err: " : "out: ") + text);
      if (output != null) {
        output.accept(text);
      }
    }

    @Override
    public Path root() {
      Path root = env.disk().getPath("/");
      files.make(root);
      return root;
    }

    @Override
    public @Nullable Throwable ended(int status) {
      env.remark("exit " + status);
      network.close();
      return status == 0 ? null : new ProgramFailedException(env.self().name(), status);
    }
  }
}
