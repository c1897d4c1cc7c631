package dev.faultline.agent;

import static dev.faultline.agent.Edit.FIRST;
import static dev.faultline.agent.Edit.NOTHING;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is changed for programs in facilities of the JDK's that are the same in no two JVMs, or of
 * which there is one for all: names and orders of what the JVM makes, beans, preferences, remote
 * objects.
 */
final class ProgramFacilities {
  /** Modules that a JVM need not have, by the packages that are changed in them. */
  private static final Map<String, String> MODULES =
      Map.of(
          "java/lang/management/", "java.management",
          "java/util/prefs/", "java.prefs",
          "java/rmi/", "java.rmi");

  private static final String METHODS = "[Ljava/lang/reflect/Method;";
  private static final String CONSTRUCTORS = "[Ljava/lang/reflect/Constructor;";
  private static final String STRING = "Ljava/lang/String;";
  private static final String TYPE = "java/lang/Class";

  private ProgramFacilities() {}

  static List<Patch> all() {
    List<Patch> result = new ArrayList<>();
    Hook beans = Hook.of("ProgramSystem", "beanServer", "()Ljava/lang/Object;");
    result.add(
        new Patch(
            "java/lang/management/ManagementFactory",
            "getPlatformMBeanServer",
            "",
            Edit.doneWith(NOTHING, beans)));
    for (String root : List.of("userRoot", "systemRoot")) {
      result.add(refused("java/util/prefs/Preferences", root, "preferences"));
    }
    for (String method : List.of("createRegistry", "getRegistry")) {
      result.add(refused("java/rmi/registry/LocateRegistry", method, "remote"));
    }
    result.add(refused("java/rmi/server/UnicastRemoteObject", "exportObject", "remote"));
    Hook name = Hook.of("ProgramNames", "name", "(" + STRING + "L" + TYPE + ";)" + STRING);
    result.add(new Patch(TYPE, "getName", "", Edit.onReturn(FIRST, name)));
    Edit sorted = Edit.onReturn(Hook.of("ProgramNames", "sorted", "(" + METHODS + ")" + METHODS));
    for (String method : List.of("getDeclaredMethods", "getMethods")) {
      result.add(new Patch(TYPE, method, "()" + METHODS, sorted));
    }
    Edit inOrder =
        Edit.onReturn(Hook.of("ProgramNames", "sorted", "(" + CONSTRUCTORS + ")" + CONSTRUCTORS));
    for (String method : List.of("getDeclaredConstructors", "getConstructors")) {
      result.add(new Patch(TYPE, method, "()" + CONSTRUCTORS, inOrder));
    }
    Hook identity = Hook.of("Order", "identityHashCode", "(Ljava/lang/Object;)I");
    result.add(
        new Patch(
            "java/lang/Module", "toString", "", Edit.inPlaceOf("identityHashCode", identity)));
    result.add(
        new Patch(
            "java/io/FileOutputStream",
            "<init>",
            "(Ljava/io/FileDescriptor;)V",
            Edit.first(
                builder -> builder.aload(1),
                Hook.of("NotSimulated", "output", "(Ljava/io/FileDescriptor;)V"))));
    return result;
  }

  private static Patch refused(String type, String method, String hook) {
    return new Patch(type, method, "", Edit.first(NOTHING, Hook.of("NotSimulated", hook, "()V")));
  }

  /** Whether this JVM has the module of a class that is to be changed. */
  static boolean isPresent(String type) {
    for (Map.Entry<String, String> each : MODULES.entrySet()) {
      if (type.startsWith(each.getKey())) {
        return ModuleLayer.boot().findModule(each.getValue()).isPresent();
      }
    }
    return true;
  }
}
