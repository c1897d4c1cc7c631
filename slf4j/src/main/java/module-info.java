/** Puts the SLF4J log of a world's nodes into the world's trace. */
module dev.faultline.slf4j {
  requires dev.faultline.sim;
  requires org.slf4j;
  requires static org.jspecify;

  provides org.slf4j.spi.SLF4JServiceProvider with
      dev.faultline.slf4j.NodeLogging;
}
