/**
 * Finds processes of this Linux machine and strikes them, without ever hitting the wrong process.
 */
@NullMarked
package dev.faultline.chaos.monkey.process;

import org.jspecify.annotations.NullMarked;
