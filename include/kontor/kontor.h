/* Kontor as a library: the umbrella header. */
#ifndef KONTOR_KONTOR_H
#define KONTOR_KONTOR_H

#define KONTOR_VERSION "0.1.0"

#include <kontor/arena.h>
#include <kontor/money.h>
#include <kontor/problem.h>
#include <kontor/str.h>

#endif
