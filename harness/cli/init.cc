// harness init --target KIND
#include "harness/cli/command.h"
