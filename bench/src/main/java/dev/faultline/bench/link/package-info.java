/** The same messages through Faultline's links and through their peers, both ends in this JVM. */
@NullMarked
package dev.faultline.bench.link;

import org.jspecify.annotations.NullMarked;
